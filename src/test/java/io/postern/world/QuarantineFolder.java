package io.postern.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a quarantine's folder and on its shelves; not below names with a dot in front, where a node writes beside. */
public final class QuarantineFolder {

    private QuarantineFolder() {
    }

    /** The whole messages. */
    public static List<Path> mails(Path quarantine) {
        return files(quarantine).stream().filter(file -> file.toString().endsWith(".mail")).toList();
    }

    /** All files. */
    public static List<Path> files(Path quarantine) {
        var files = new ArrayList<Path>();
        for (var entry : entries(quarantine)) {
            if (!Files.isDirectory(entry)) {
                files.add(entry);
            } else if (!entry.getFileName().toString().startsWith(".")) {
                files.addAll(entries(entry));
            }
        }
        return files;
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
