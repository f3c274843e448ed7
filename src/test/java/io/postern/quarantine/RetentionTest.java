package io.postern.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What goes, by which clock, and what of it cannot. */
class RetentionTest {

    private static final Duration AGE = Duration.ofDays(30);

    @TempDir
    private Path temporary;

    /** With a clock that is so far ahead of the volume's. */
    private VaultFolder folder(Duration ahead) throws IOException {
        return new VaultFolder(temporary, () -> Instant.now().plus(ahead));
    }

    private static Retention retention(VaultFolder folder, Duration ahead, OptionalLong octets) {
        return new Retention(folder.vault, folder.index, AGE, octets, () -> Instant.now().plus(ahead), folder.metrics, () -> false);
    }

    private static void run(VaultFolder folder) throws IOException {
        retention(folder, Duration.ZERO, OptionalLong.empty()).run();
    }

    @Test
    void aClockFarAheadOfTheVaultsTakesNothingAway() throws IOException {
        var ahead = Duration.ofDays(40);
        try (var folder = folder(ahead)) {
            folder.keep("young", Instant.now());
            folder.keep("old", Instant.now().minus(AGE).minusSeconds(60));
            retention(folder, ahead, OptionalLong.empty()).run();
            assertEquals(Set.of("old", "young"), folder.listed());
            assertEquals(1, folder.alerts("quarantine-retention"));
            retention(folder, ahead, OptionalLong.of(1)).run();
            assertEquals(Set.of(), folder.listed(), "how much there is no clock tells");
        }
    }

    @Test
    void aClockFarBehindTheVaultsIsToldToo() throws IOException {
        var ahead = Duration.ofDays(-40);
        try (var folder = folder(ahead)) {
            retention(folder, ahead, OptionalLong.empty()).run();
            assertEquals(1, folder.alerts("quarantine-retention"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT2M", "PT-2M"})
    void ofTwoClocksThatDifferALittleTheEarlierCounts(Duration ahead) throws IOException {
        try (var folder = folder(ahead)) {
            var earlier = Instant.now().plus(ahead.isNegative() ? ahead : Duration.ZERO);
            folder.keep("old-by-the-later", earlier.minus(AGE).plusSeconds(60));
            folder.keep("old", earlier.minus(AGE).minusSeconds(60));
            retention(folder, ahead, OptionalLong.empty()).run();
            assertEquals(Set.of("old-by-the-later"), folder.listed());
            assertEquals(0, folder.alerts("quarantine-retention"));
        }
    }

    @Test
    void whatCannotBeDeletedStaysAndTheNextOneGoes() throws IOException {
        try (var folder = folder(Duration.ZERO)) {
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
        try (var folder = folder(Duration.ZERO)) {
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
