package io.postern.quarantine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.postern.config.Config;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;

/** The contract in a folder with keys. */
class SealedDirectoryTest extends DirectoryContract {

    @Override
    Config.Keeping keeping() {
        return keys(KEY);
    }

    @Test
    void nothingOfTheMessageStandsInAnyFile() throws Exception {
        var store = started(keeping());
        store(store, "id-1", NOW, "Subject: Confidential\r\n\r\nsecret words\r\n".repeat(100));
        listed(store);
        await(store::close);
        for (var file : files(temporary)) {
            var octets = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            for (var word : List.of("onfidential", "secret words", "example.com", "EICAR", "client.example", "192.0.2.1")) {
                assertFalse(octets.contains(word), () -> file + " tells " + word);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
