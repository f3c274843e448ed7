package io.postern.quarantine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/**
 * Who did what to the quarantine: a file of lines for each day (UTC) and node, which are only ever appended to, each line
 * synced before the answer. Several nodes may have one folder. Days past {@code kept} are deleted. Thread-safe.
 */
public final class AuditTrail {

    private static final String ENDING = ".jsonl";
    private static final int DATE_LENGTH = "2026-01-01".length();

    private final WorkerExecutor workers;
    private final Path folder;
    private final String file;
    private final Duration kept;
    private final InstantSource clock;
    private LocalDate purged = LocalDate.MIN;

    /** {@code node}: part of the files' names. */
    public AuditTrail(Vertx vertx, Path folder, String node, Duration kept, InstantSource clock) {
        this.workers = RecordWorkers.of(vertx);
        this.folder = folder;
        this.file = '.' + node + ENDING;
        this.kept = kept;
        this.clock = clock;
    }

    public Future<Void> append(AuditEntry entry) {
        var line = entry.toJson().encode() + '\n';
        return workers.executeBlocking(() -> {
            write(day(entry.time()), line);
            return null;
        }, false);
    }

    /** The newest first, before {@code until}, at most so many; of one message if {@code id} is not empty. */
    public Future<List<AuditEntry>> read(String id, Optional<Instant> until, int most) {
        return workers.executeBlocking(() -> newest(entry ->
                (id.isEmpty() || entry.id().equals(id)) && until.filter(end -> !entry.time().isBefore(end)).isEmpty(), most),
                false);
    }

    private synchronized void write(LocalDate day, String line) throws IOException {
        Files.createDirectories(folder);
        try (var channel = FileChannel.open(folder.resolve(day + file),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ), OwnFiles.FILE)) {
            long end = channel.size();
            var last = ByteBuffer.allocate(1);
            // A line that a crash tore stands alone, so that this one can be read.
            boolean torn = end > 0 && channel.read(last, end - 1) == 1 && last.get(0) != '\n';
            var octets = ByteBuffer.wrap(((torn ? "\n" : "") + line).getBytes(StandardCharsets.UTF_8));
            channel.position(end);
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        }
        if (!day.equals(purged)) {
            purge();
            purged = day;
        }
    }

    private void purge() throws IOException {
        var oldest = day(clock.instant().minus(kept)).toString();
        for (var each : files()) {
            if (date(each).compareTo(oldest) < 0) {
                Files.deleteIfExists(each);
            }
        }
    }

    private List<AuditEntry> newest(Predicate<AuditEntry> wanted, int most) throws IOException {
        var found = new ArrayList<AuditEntry>();
        var files = files();
        for (int i = 0; i < files.size() && found.size() < most;) {
            var day = date(files.get(i));
            var ofDay = new ArrayList<AuditEntry>();
            for (; i < files.size() && date(files.get(i)).equals(day); i++) {
                ofDay.addAll(last(files.get(i), wanted, most));
            }
            ofDay.sort(Comparator.comparing(AuditEntry::time).reversed());
            found.addAll(ofDay);
        }
        return List.copyOf(found.subList(0, Math.min(most, found.size())));
    }

    /** The last ones of a file, the last first. */
    private static List<AuditEntry> last(Path file, Predicate<AuditEntry> wanted, int most) throws IOException {
        var last = new ArrayDeque<AuditEntry>();
        try (var lines = Files.newBufferedReader(file)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                AuditEntry.fromJson(line).filter(wanted).ifPresent(last::addFirst);
                if (last.size() > most) {
                    last.removeLast();
                }
            }
        }
        return List.copyOf(last);
    }

    /** The newest day first. */
    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var all = Files.list(folder)) {
            return all.filter(each -> each.getFileName().toString().matches("\\d{4}-\\d\\d-\\d\\d\\..*\\" + ENDING))
                    .sorted(Comparator.comparing((Path each) -> each.getFileName().toString()).reversed()).toList();
        }
    }

    private static String date(Path file) {
        return file.getFileName().toString().substring(0, DATE_LENGTH);
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
