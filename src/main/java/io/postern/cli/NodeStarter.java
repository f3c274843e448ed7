package io.postern.cli;

import java.nio.file.Path;
import java.util.Optional;

import io.postern.config.Config;

/** Starts a node and stays until it has stopped. */
public interface NodeStarter {

    /** The exit code; {@code file} is where the configuration came from, for reloading it, or empty if there is none. */
    int run(Config config, Optional<Path> file);
}
