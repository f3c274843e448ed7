package io.postern.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What cannot be read keeps nothing else from the index, and a place that is broken as a whole is given up. */
class StocktakingTest {

    private static final Instant NOW = QuarantineStoreContract.NOW;

    @TempDir
    private Path temporary;
    private VaultFolder folder;
    private Instant now = NOW;

    @BeforeEach
    void open() throws IOException {
        folder = new VaultFolder(temporary, InstantSource.system());
    }

    @AfterEach
    void close() throws IOException {
        folder.close();
    }

    /** As of a node that has just started. */
    private Stocktaking stocktaking() {
        return new Stocktaking(folder.vault, VaultFolder.PACKING, folder.index, () -> now, folder.metrics, () -> false);
    }

    @Test
    void oneThatCannotBeReadKeepsNoOtherFromTheIndexAndIsReadAgain() throws IOException {
        folder.put("id-1", NOW);
        folder.putUnreadable("bad");
        folder.put("id-2", NOW);
        Files.setLastModifiedTime(folder.shelf("bad"), FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        var stocktaking = stocktaking();
        stocktaking.run();
        assertEquals(Set.of("id-1", "id-2"), folder.listed());
        assertEquals(1, folder.alerts("quarantine-unreadable"));
        stocktaking.run();
        assertEquals(2, folder.alerts("quarantine-unreadable"), "its shelf has not changed, and is looked at again");
    }

    @Test
    void aShelfThatCannotBeListedHidesNoOther() throws IOException {
        folder.put("id-1", NOW);
        folder.breakShelf(Vault.shelf("id-1") ^ 1);
        stocktaking().run();
        assertEquals(Set.of("id-1"), folder.listed());
        assertEquals(1, folder.alerts("quarantine-unreadable"));
    }

    @Test
    void aVaultThatFailsAsAWholeIsGivenUpAtOnce() throws IOException {
        for (int shelf = 0; shelf < Vault.SHELVES; shelf++) {
            folder.breakShelf(shelf);
        }
        var failure = assertThrows(IOException.class, () -> stocktaking().run());
        assertTrue(failure.getMessage().startsWith("given up after 3 failures in a row"), failure.getMessage());
        assertEquals(3, folder.alerts("quarantine-unreadable"));
    }

    @Test
    void whatLiesBehindThoseThatWereGivenUpComesNext() throws IOException {
        var last = IntStream.range(0, 100_000).mapToObj(i -> "id-" + i).filter(id -> Vault.shelf(id) == 255).findFirst().orElseThrow();
        folder.put(last, NOW);
        for (int i = 0; i < 100; i++) {
            folder.putUnreadable("bad-" + i);
        }
        var stocktaking = stocktaking();
        assertThrows(IOException.class, stocktaking::run);
        assertEquals(64, folder.alerts("quarantine-unreadable"), "it does not read on and on");
        assertEquals(Set.of(), folder.listed());
        assertThrows(IOException.class, stocktaking::run);
        assertEquals(Set.of(last), folder.listed());
    }

    @Test
    void whatCannotBeUnderstoodIsReadOnceAStartAndKeepsItsTime() throws IOException {
        folder.put("id-1", NOW);
        Files.writeString(folder.file("id-1"), "not what we keep\n");
        var stocktaking = stocktaking();
        stocktaking.run();
        stocktaking.run();
        assertEquals(1, folder.alerts("quarantine-unreadable"));
        var firstSeen = folder.entries().getFirst().epochMillis();
        now = NOW.plus(Duration.ofDays(9));
        stocktaking().run();
        assertEquals(2, folder.alerts("quarantine-unreadable"), "read again by a node that has just started");
        assertEquals(firstSeen, folder.entries().getFirst().epochMillis());
        assertEquals(1, folder.entries().size());
    }

    @Test
    void whatCanBeUnderstoodAgainIsListedAfterAStart() throws IOException {
        folder.put("id-1", NOW);
        var whole = Files.readAllBytes(folder.file("id-1"));
        Files.writeString(folder.file("id-1"), "not what we keep\n");
        stocktaking().run();
        assertEquals(Set.of(), folder.listed());
        Files.write(folder.file("id-1"), whole);
        stocktaking().run();
        assertEquals(Set.of("id-1"), folder.listed());
        assertEquals(1, folder.entries().size());
    }
}
