package io.postern.world;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that holds up whoever opens it to read: a named pipe that nobody writes to. Closed, it is gone, and lets them go. */
public final class HangingFile implements AutoCloseable {

    private final Path path;

    public HangingFile(Path path) throws IOException, InterruptedException {
        this.path = path;
        Files.createDirectories(path.getParent());
        if (new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor() != 0) {
            throw new IOException("mkfifo failed");
        }
    }

    @Override
    public void close() throws IOException {
        try (var _ = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Files.delete(path);
        }
    }
}
