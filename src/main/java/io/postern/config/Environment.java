package io.postern.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where {@code ${NAME}} and {@code ${file:/path}} take their values from. */
public interface Environment {

    /** In octets; a secret is short, and a device file has no end. */
    int MAX_FILE_OCTETS = 64 << 10;

    /** 32 octets as base64 without its padding, and a host name. */
    String ASSUMED = "assumedassumedassumedassumedassumedassumedA";

    Optional<String> variable(String name);

    /** The file's text as it stands; an answer longer than {@link #MAX_FILE_OCTETS} is an {@link IOException}. */
    String file(Path path) throws IOException;

    /** The environment of this process. */
    static Environment ofProcess() {
        return new Environment() {
            @Override
            public Optional<String> variable(String name) {
                return Optional.ofNullable(System.getenv(name));
            }

            @Override
            public String file(Path path) throws IOException {
                try (var stream = Files.newInputStream(path)) {
                    var octets = stream.readNBytes(MAX_FILE_OCTETS + 1);
                    if (octets.length > MAX_FILE_OCTETS) {
                        throw new IOException("longer than " + MAX_FILE_OCTETS + " octets");
                    }
                    return new String(octets, StandardCharsets.UTF_8);
                }
            }
        };
    }

    /** Has every variable and every file, for checking a configuration where its secrets are not. What they say can be a key. */
    static Environment assumed() {
        return new Environment() {
            @Override
            public Optional<String> variable(String name) {
                return Optional.of(ASSUMED);
            }

            @Override
            public String file(Path path) {
                return ASSUMED;
            }
        };
    }
}
