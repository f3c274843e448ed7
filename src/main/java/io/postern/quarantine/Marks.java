package io.postern.quarantine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * Small records beside the messages, each a file under a name of letters, digits and hyphens: what has been done already, so
 * that it is not done twice. They outlast a restart, and are shared by all nodes whose folder is one shared volume. A broken
 * disk fails a future with an {@link IOException}. Thread-safe; nothing is made on disk before the first record.
 */
public final class Marks {

    private static final String ENDING = ".json";

    private final WorkerExecutor workers;
    private final Path folder;
    private final InstantSource clock;

    public Marks(Vertx vertx, Path folder, InstantSource clock) {
        this.workers = RecordWorkers.of(vertx);
        this.folder = folder;
        this.clock = clock;
    }

    public Future<Optional<JsonObject>> get(String name) {
        return onWorker(() -> read(file(name)));
    }

    /** In place of what was there; complete once it would outlast a loss of power. */
    public Future<Void> put(String name, JsonObject value) {
        return onWorker(() -> {
            var file = file(name);
            var whole = write(file, value);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
            sync(file.getParent());
            return null;
        });
    }

    /** Whether nobody had it, or whoever did took it longer ago than {@code stale}: then it is ours until {@link #remove}. */
    public Future<Boolean> claim(String name, JsonObject value, Duration stale) {
        return onWorker(() -> {
            var file = file(name);
            var whole = write(file, value);
            try {
                return linked(whole, file) || isOlder(file, stale) && replaced(whole, file);
            } finally {
                Files.deleteIfExists(whole);
            }
        });
    }

    public Future<Void> remove(String name) {
        return onWorker(() -> {
            Files.deleteIfExists(file(name));
            return null;
        });
    }

    /** Removes what was written longer ago than {@code kept}. */
    public Future<Void> purge(Duration kept) {
        return onWorker(() -> {
            if (Files.isDirectory(folder)) {
                try (var files = Files.walk(folder)) {
                    for (var file : files.filter(Files::isRegularFile).toList()) {
                        if (isOlder(file, kept)) {
                            Files.deleteIfExists(file);
                        }
                    }
                }
            }
            return null;
        });
    }

    private boolean isOlder(Path file, Duration age) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(clock.instant().minus(age));
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** A link is made or is there already, on network file systems too. */
    private static boolean linked(Path whole, Path file) throws IOException {
        try {
            Files.createLink(file, whole);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    /** Of several that find it stale at once, one moves it away. */
    private static boolean replaced(Path whole, Path file) throws IOException {
        var old = file.resolveSibling(UUID.randomUUID() + ".old");
        try {
            Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException another) {
            return false;
        }
        Files.deleteIfExists(old);
        return linked(whole, file);
    }

    private static Optional<JsonObject> read(Path file) throws IOException {
        try {
            return Optional.of(new JsonObject(Files.readString(file)));
        } catch (NoSuchFileException | DecodeException notThere) {
            return Optional.empty();
        }
    }

    private Path write(Path file, JsonObject value) throws IOException {
        Files.createDirectories(file.getParent());
        var whole = file.resolveSibling(UUID.randomUUID() + ".new");
        try (var channel = FileChannel.open(whole,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnFiles.FILE)) {
            var octets = ByteBuffer.wrap(value.put("at", clock.instant().toString()).encode().getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        }
        return whole;
    }

    private static void sync(Path folder) throws IOException {
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Spread over folders, for there may be very many. */
    private Path file(String name) throws IOException {
        if (!QuarantinedMessage.isId(name)) {
            throw new IOException("not a name of letters, digits and hyphens");
        }
        return folder.resolve("%02x".formatted(name.hashCode() & 0xff)).resolve(name + ENDING);
    }

    private <T> Future<T> onWorker(Callable<T> blocking) {
        return workers.executeBlocking(blocking, false);
    }
}
