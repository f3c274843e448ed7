package io.postern.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What goes, and what of it cannot. */
class RetentionTest {

    private static final Duration AGE = Duration.ofDays(30);

    @TempDir
    private Path temporary;

    private VaultFolder folder() throws IOException {
        return new VaultFolder(temporary, InstantSource.system());
    }

    private static void run(VaultFolder folder) throws IOException {
        new Retention(folder.vault, folder.index, AGE, OptionalLong.empty(), InstantSource.system(), folder.metrics, () -> false).run();
    }

    @Test
    void whatCannotBeDeletedStaysAndTheNextOneGoes() throws IOException {
        try (var folder = folder()) {
            folder.keep("stays", Instant.now().minus(AGE).minusSeconds(60));
            Files.delete(folder.file("stays"));
            folder.putUnreadable("stays");
            folder.keep("old", Instant.now().minus(AGE).minusSeconds(30));
            folder.keep("young", Instant.now());
            run(folder);
            assertEquals(Set.of("stays", "young"), folder.listed());
            assertFalse(Files.exists(folder.file("old")));
            assertEquals(1, folder.alerts("quarantine-retention"));
        }
    }

    @Test
    void aVaultThatLetsNothingGoIsGivenUp() throws IOException {
        try (var folder = folder()) {
            for (int i = 0; i < 70; i++) {
                var id = "stays-" + i;
                folder.index.asked(it -> {
                    it.addUnreadable(id, 0, 1);
                    return null;
                });
                folder.putUnreadable(id);
            }
            assertThrows(IOException.class, () -> run(folder));
            assertEquals(64, folder.alerts("quarantine-retention"));
        }
    }
}
