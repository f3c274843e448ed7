package io.postern.quarantine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.postern.config.Config;
import io.postern.quarantine.DirectoryVault.Step;
import io.postern.world.HangingFile;
import io.postern.world.QuarantineFolder;
import org.junit.jupiter.api.Test;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The contract in a plain folder, and what only folders can suffer. */
class DirectoryStoreTest extends DirectoryContract {

    private Consumer<Step> afterStep = _ -> { };

    @Override
    Vault vault(Config.Keeping keeping) {
        return new DirectoryVault(folder(), new Packing(new Keyring(keeping.keys())), InstantSource.system(), metrics,
                step -> afterStep.accept(step));
    }

    @Test
    void aCrashAtAnyStepLeavesNothingOrAWholeMessage() throws Exception {
        var images = new ArrayList<Path>();
        afterStep = step -> images.add(copyOf(folder(), step));
        store(started(keeping()), "id-1", NOW, CONTENT);
        assertEquals(Step.values().length, images.size());
        for (var image : images) {
            var store = startedIn(image);
            boolean committed = image.endsWith(Step.RENAMED.name()) || image.endsWith(Step.FOLDER_SYNCED.name());
            assertEquals(committed ? 1 : 0, listed(store).size(), image.toString());
            if (committed) {
                assertEquals(TRACE + CONTENT, content(store, "id-1"));
            }
        }
    }

    @Test
    void aFailureAtAnyStepFailsTheStoreAndLeavesNoFile() throws Exception {
        var store = started(keeping());
        for (var failing : Step.values()) {
            afterStep = step -> {
                if (step == failing) {
                    throw new UncheckedIOException(new IOException("no space left on device"));
                }
            };
            assertThrows(IOException.class, () -> store(store, "id-1", NOW, CONTENT), failing.name());
            assertEquals(List.of(), QuarantineFolder.files(folder()), failing.name());
            eventually(() -> store.count() == 0);
        }
    }

    @Test
    void keepsNothingTwiceUnderOneId() throws Exception {
        var store = started(keeping());
        store(store, "id-1", NOW, CONTENT);
        assertThrows(IOException.class, () -> store(store, "id-1", NOW, "other\r\n"));
        assertEquals(TRACE + CONTENT, content(store, "id-1"));
    }

    @Test
    void aFolderThatCannotBeMadeFails() throws Exception {
        Files.writeString(folder(), "a file stands where the folder should be");
        assertThrows(IOException.class, () -> started(keeping()));
        Files.delete(folder());
        var store = started(elsewhere(keeping()));
        store(store, "id-1", NOW, CONTENT);
        assertEquals(List.of("id-1"), listed(store));
    }

    @Test
    void whatAnotherNodeIsWritingStaysAndWhatWasAbandonedGoes() throws Exception {
        var store = started(keeping());
        store(store, "id-1", NOW, CONTENT);
        var shelf = file("id-1").getParent();
        for (var name : new String[] {"a.other.tmp", "b.other.tmp", "readme.txt"}) {
            Files.writeString(shelf.resolve(name), "x");
        }
        Files.setLastModifiedTime(shelf.resolve("a.other.tmp"), FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
        Files.setLastModifiedTime(shelf.resolve("b.other.tmp"), FileTime.from(Instant.now().minus(Duration.ofMinutes(59))));
        await(store::housekeeping);
        try (Stream<Path> files = Files.list(shelf)) {
            assertEquals(List.of("b.other.tmp", "id-1.mail", "readme.txt"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void takesOverTheFlatFolderOfEarlierVersions() throws Exception {
        Files.createDirectories(folder());
        for (var id : List.of("old-1", "old-2")) {
            Files.writeString(folder().resolve(id + ".json"), QuarantinedMessageTest.message(id, NOW).toJson().encodePrettily());
            Files.writeString(folder().resolve(id + ".eml"), TRACE + "Subject: old\r\n\r\n");
        }
        Files.writeString(folder().resolve("broken.json"), "{");
        Files.writeString(folder().resolve("uncommitted.eml"), "x");
        var store = started(keeping());
        await(store::housekeeping);
        assertEquals(List.of("old-1", "old-2"), listed(store));
        assertEquals(TRACE + "Subject: old\r\n\r\n", content(store, "old-1"));
        try (Stream<Path> files = Files.list(folder())) {
            assertEquals(List.of("broken.json", "uncommitted.eml"),
                    files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void ofTheFlatFolderOneThatCannotBeReadKeepsNoOtherThere() throws Exception {
        for (var id : List.of("old-1", "bad-1", "bad-2", "old-2")) {
            Files.createDirectories(folder());
            Files.writeString(folder().resolve(id + ".json"), QuarantinedMessageTest.message(id, NOW).toJson().encodePrettily());
            Files.writeString(folder().resolve(id + ".eml"), TRACE + "Subject: old\r\n\r\n");
        }
        for (var folderInPlaceOfAFile : List.of("bad-1.json", "bad-2.eml")) {
            Files.delete(folder().resolve(folderInPlaceOfAFile));
            Files.createDirectories(folder().resolve(folderInPlaceOfAFile));
        }
        var store = started(keeping());
        await(store::housekeeping);
        assertEquals(List.of("old-1", "old-2"), listed(store));
        assertTrue(Files.exists(folder().resolve("bad-1.eml")) && Files.exists(folder().resolve("bad-2.json")));
    }

    @Test
    void whatIsPastItsTimeGoesThoughTheVaultIsBrokenAsAWhole() throws Exception {
        var store = started(keeping());
        store(store, "late", NOW.minus(Duration.ofDays(31)), CONTENT);
        var shelves = IntStream.range(0, Vault.SHELVES).filter(shelf -> shelf != Vault.shelf("late")).mapToObj(Vault::shelfName).toList();
        for (var shelf : shelves) {
            Files.writeString(folder().resolve(shelf), "a file stands where the shelf should be");
        }
        await(store::housekeeping);
        assertEquals(List.of(), QuarantineFolder.mails(folder()));
        eventually(() -> store.count() == 0);
    }

    @Test
    void aListIsAnsweredWhileHousekeepingHangs() throws Exception {
        try (var _ = new HangingFile(folder().resolve("hanging.json"))) {
            var store = started(keeping());
            store(store, "id-1", NOW, CONTENT);
            assertEquals(List.of("id-1"), listed(store));
        }
    }

    @Test
    void anIndexThatIsLostOrBrokenIsMadeAnew() throws Exception {
        var first = started(elsewhere(keeping()));
        store(first, "id-1", NOW, CONTENT);
        await(first::housekeeping);
        await(first::close);
        var index = temporary.resolve("index-0");
        try (Stream<Path> files = Files.list(index)) {
            for (var file : files.filter(each -> each.getFileName().toString().startsWith("segments")).toList()) {
                Files.writeString(file, "rubbish");
            }
        }
        var second = startedIn(folder());
        await(second::housekeeping);
        assertEquals(List.of("id-1"), listed(second));
    }

    @Test
    void storesWithoutAnIndex() throws Exception {
        Files.writeString(temporary.resolve("index"), "a file stands where the index should be");
        var store = started(keeping());
        store(store, "id-1", NOW, CONTENT);
        assertEquals(TRACE + CONTENT, content(store, "id-1"));
        assertThrows(IOException.class, () -> listed(store));
        Files.delete(temporary.resolve("index"));
        await(store::housekeeping);
        assertEquals(List.of("id-1"), listed(store));
    }

    private VaultStore startedIn(Path folder) throws Exception {
        return startedOver(new DirectoryVault(folder, new Packing(new Keyring(List.of())), InstantSource.system(), metrics, _ -> { }));
    }

    private Path copyOf(Path source, Step step) {
        var image = temporary.resolve(step.name());
        try {
            for (var file : QuarantineFolder.files(source)) {
                var copy = image.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return image;
    }
}
