package io.postern;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees whether files are others than they were: replaced, rewritten, gone, or behind a symbolic link that leads elsewhere
 * now, as mounted secrets change. Looks when it is asked, since file events do not cross such mounts. Blocks.
 */
final class FileWatch {

    static final long PERIOD_MILLIS = 10_000;

    /** What a file is without reading it; {@code real} with all links followed. */
    private record Look(String real, Object identity, long modifiedMillis, long octets) {
    }

    private Map<Path, Look> before;

    FileWatch(List<Path> files) {
        before = look(files);
    }

    /** Whether one of {@code files} changed since the last call; so has one that nobody looked at before it was read. */
    synchronized boolean hasChanged(List<Path> files) {
        var now = look(files);
        boolean changed = false;
        for (var file : now.entrySet()) {
            changed |= !file.getValue().equals(before.get(file.getKey()));
        }
        before = now;
        return changed;
    }

    private static Map<Path, Look> look(List<Path> files) {
        var looks = new HashMap<Path, Look>();
        for (var file : files) {
            looks.put(file, look(file));
        }
        return looks;
    }

    private static Look look(Path file) {
        try {
            var real = file.toRealPath();
            var is = Files.readAttributes(real, BasicFileAttributes.class);
            return new Look(real.toString(), String.valueOf(is.fileKey()), is.lastModifiedTime().toMillis(), is.size());
        } catch (IOException gone) {
            return new Look("", "", 0, -1);
        }
    }
}
