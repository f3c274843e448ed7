package io.postern;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every way in which files change is seen, once each. */
class FileWatchTest {

    @TempDir
    private Path folder;

    private static void assertSeenOnce(FileWatch watch, List<Path> files) {
        assertTrue(watch.hasChanged(files));
        assertFalse(watch.hasChanged(files));
    }

    @Test
    void fileRewrittenReplacedTouchedOrGone() throws IOException {
        var file = Files.writeString(folder.resolve("list"), "one");
        var files = List.of(file);
        var watch = new FileWatch(files);
        assertFalse(watch.hasChanged(files));
        Files.writeString(file, "longer");
        assertSeenOnce(watch, files);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        assertSeenOnce(watch, files);
        var next = Files.writeString(folder.resolve("next"), "LONGER");
        Files.setLastModifiedTime(next, FileTime.fromMillis(1_000));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        assertSeenOnce(watch, files);
        Files.delete(file);
        assertSeenOnce(watch, files);
        Files.writeString(file, "again");
        assertSeenOnce(watch, files);
    }

    @Test
    void linkThatLeadsElsewhere() throws IOException {
        for (var revision : new String[] {"one", "two"}) {
            var data = Files.createDirectory(folder.resolve(revision)).resolve("tls.crt");
            Files.writeString(data, "same");
            Files.setLastModifiedTime(data, FileTime.fromMillis(1_000));
        }
        var link = Files.createSymbolicLink(folder.resolve("..data"), Path.of("one"));
        var files = List.of(Files.createSymbolicLink(folder.resolve("tls.crt"), Path.of("..data", "tls.crt")));
        var watch = new FileWatch(files);
        assertFalse(watch.hasChanged(files));
        Files.move(Files.createSymbolicLink(folder.resolve("next"), Path.of("two")), link, StandardCopyOption.ATOMIC_MOVE);
        assertSeenOnce(watch, files);
    }

    @Test
    void fileOfANewGenerationMayHaveChangedSinceItWasRead() throws IOException {
        var first = Files.writeString(folder.resolve("first"), "one");
        var second = Files.writeString(folder.resolve("second"), "two");
        var watch = new FileWatch(List.of(first));
        assertSeenOnce(watch, List.of(first, second));
        assertFalse(watch.hasChanged(List.of(second)));
    }
}
