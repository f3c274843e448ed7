package io.postern.quarantine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import org.slf4j.event.Level;

/**
 * A folder, perhaps on a volume that several nodes share. A parcel is the file {@code SHELF/ID.mail}: written and synced under
 * a name of this process that ends in {@code .tmp}, then renamed, then the shelf's folder is synced. Nothing but the
 * rename makes a parcel, and nobody touches another's {@code .tmp} before it has lain still for an hour by the volume's
 * own clock, which no write does: its budget is minutes, and past it the rename is not made.
 */
final class DirectoryVault implements Vault {

    static final String PARCEL = ".mail";
    static final String UNFINISHED = ".tmp";

    /** The points of {@link #put} between which a crash makes a difference. */
    enum Step { WRITTEN, SYNCED, RENAMED, FOLDER_SYNCED }

    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);
    /** Younger changes may be followed by another that shows the same time. */
    private static final Duration CLOCK_TICK = Duration.ofSeconds(2);

    private final Path root;
    private final FlatFolder flat;
    private final Consumer<Step> afterStep;
    private final VaultClock clock;
    private final String process = Long.toString(new SecureRandom().nextLong() >>> 1, 36);

    /** {@code clock}: this node's. */
    DirectoryVault(Path root, Packing packing, InstantSource clock, Metrics metrics, Consumer<Step> afterStep) {
        this.root = root;
        this.flat = new FlatFolder(root, packing, this, metrics);
        this.clock = new VaultClock(clock);
        this.afterStep = afterStep;
    }

    @Override
    public String name() {
        return root.toString();
    }

    @Override
    public void prepare() throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root, OwnFiles.FOLDER);
        }
        var probe = root.resolve("." + process + UNFINISHED);
        try {
            Files.deleteIfExists(probe);
            Files.createFile(probe, OwnFiles.FILE);
            clock.told(Files.getLastModifiedTime(probe).toInstant());
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    @Override
    public void convert() throws IOException {
        flat.convert();
    }

    @Override
    public void put(Parcel parcel, Duration budget) throws IOException {
        long end = System.nanoTime() + budget.toNanos();
        var file = file(parcel.id());
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        makeShelf(file.getParent());
        var unfinished = file.resolveSibling(parcel.id() + "." + process + UNFINISHED);
        var made = new ArrayList<>(List.of(unfinished));
        try {
            write(parcel, unfinished);
            if (System.nanoTime() - end > 0) {
                throw new IOException("the volume took longer than the message's time");
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            made.add(file);
            afterStep.accept(Step.RENAMED);
            sync(file.getParent());
            afterStep.accept(Step.FOLDER_SYNCED);
        } catch (IOException | RuntimeException failure) {
            remove(failure, made);
            throw failure;
        }
    }

    private void write(Parcel parcel, Path unfinished) throws IOException {
        var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (var octets = parcel.octets(); var channel = FileChannel.open(unfinished, options, OwnFiles.FILE)) {
            octets.transferTo(Channels.newOutputStream(channel));
            afterStep.accept(Step.WRITTEN);
            channel.force(true);
        }
        afterStep.accept(Step.SYNCED);
    }

    private void makeShelf(Path shelf) throws IOException {
        if (!Files.isDirectory(shelf)) {
            try {
                Files.createDirectory(shelf, OwnFiles.FOLDER);
            } catch (FileAlreadyExistsException otherNode) {
                // it is there, which is what matters
            }
            sync(root);
        }
    }

    private static void remove(Exception failure, List<Path> files) {
        for (var file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
        }
    }

    @Override
    public Optional<InputStream> get(String id) throws IOException {
        try {
            return Optional.of(new BufferedInputStream(Files.newInputStream(file(id)), 64 << 10));
        } catch (NoSuchFileException notThere) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<InputStream> head(String id) throws IOException {
        try {
            return Optional.of(new BufferedInputStream(Files.newInputStream(file(id)), 2 << 10));
        } catch (NoSuchFileException notThere) {
            return Optional.empty();
        }
    }

    @Override
    public boolean delete(String id) throws IOException {
        var file = file(id);
        if (!Files.deleteIfExists(file)) {
            return false;
        }
        sync(file.getParent());
        return true;
    }

    /** A file system may not tell two changes in a moment apart, so that a shelf that has just changed has no state yet. */
    @Override
    public Optional<Object> state(int shelf) throws IOException {
        try {
            var changed = Files.getLastModifiedTime(shelfFolder(shelf));
            boolean settled = age(changed).compareTo(CLOCK_TICK) > 0;
            return settled ? Optional.of(changed) : Optional.empty();
        } catch (NoSuchFileException neverUsed) {
            return Optional.of("none");
        }
    }

    @Override
    public List<Lying> list(int shelf) throws IOException {
        var found = new ArrayList<Lying>();
        try (var files = Files.newDirectoryStream(shelfFolder(shelf))) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (name.endsWith(PARCEL) && QuarantinedMessage.isId(id(name))) {
                    attributes(file).ifPresent(is -> found.add(new Lying(id(name), is.size())));
                } else if (name.endsWith(UNFINISHED)) {
                    removeAbandoned(file);
                }
            }
        } catch (NoSuchFileException neverUsed) {
            return List.of();
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        }
        return found;
    }

    @Override
    public int readsAtOnce() {
        return 1;
    }

    @Override
    public Duration freshness() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration clockAhead() {
        return clock.ahead();
    }

    @Override
    public void close() {
        // Nothing is held open.
    }

    private void removeAbandoned(Path unfinished) {
        try {
            var is = attributes(unfinished);
            if (is.isPresent() && age(is.get().lastModifiedTime()).compareTo(ABANDONED_AFTER) > 0) {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException notNow) {
            MailLog.limited(Level.WARN, "quarantine-leftover", "file", unfinished, "cause", notNow.toString());
        }
    }

    /** None of a file that another node has just deleted. */
    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private Duration age(FileTime changed) {
        return Duration.between(changed.toInstant(), clock.now());
    }

    private static String id(String fileName) {
        return fileName.substring(0, fileName.length() - PARCEL.length());
    }

    private Path shelfFolder(int shelf) {
        return root.resolve(Vault.shelfName(shelf));
    }

    private Path file(String id) throws IOException {
        if (!QuarantinedMessage.isId(id)) {
            throw new IOException("not a transaction id");
        }
        return shelfFolder(Vault.shelf(id)).resolve(id + PARCEL);
    }

    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
