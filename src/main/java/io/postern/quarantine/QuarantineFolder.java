package io.postern.quarantine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * The files of a quarantine folder; every method blocks. A message is {@code ID.eml} (Received line and content) and
 * {@code ID.json} (its description). Both are written under names ending in {@code .tmp} and synced, then renamed, the
 * description last: its name is the commit mark, and what has no description does not exist.
 */
final class QuarantineFolder {

    static final String MESSAGE = ".eml";
    static final String DESCRIPTION = ".json";
    static final String UNFINISHED = ".tmp";

    /** The points of {@link #write} between which a crash makes a difference. */
    enum Step { MESSAGE_WRITTEN, DESCRIPTION_WRITTEN, MESSAGE_RENAMED, DESCRIPTION_RENAMED, FOLDER_SYNCED }

    static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final Consumer<Step> afterStep;

    QuarantineFolder(Path folder, Consumer<Step> afterStep) {
        this.folder = folder;
        this.afterStep = afterStep;
    }

    void create() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** On failure all that was written is removed. */
    void write(QuarantinedMessage message, byte[] trace, InputStream content) throws IOException {
        var file = file(message.id(), MESSAGE);
        var description = file(message.id(), DESCRIPTION);
        if (Files.exists(description)) {
            throw new FileAlreadyExistsException(description.toString());
        }
        var written = new ArrayList<Path>();
        try {
            create(file, new SequenceInputStream(new ByteArrayInputStream(trace), content), written);
            afterStep.accept(Step.MESSAGE_WRITTEN);
            var json = message.toJson().encodePrettily().getBytes(StandardCharsets.UTF_8);
            create(description, new ByteArrayInputStream(json), written);
            afterStep.accept(Step.DESCRIPTION_WRITTEN);
            rename(file, written);
            afterStep.accept(Step.MESSAGE_RENAMED);
            rename(description, written);
            afterStep.accept(Step.DESCRIPTION_RENAMED);
            sync();
            afterStep.accept(Step.FOLDER_SYNCED);
        } catch (IOException | RuntimeException failure) {
            remove(written.reversed(), failure);
            throw failure;
        }
    }

    /** Sees one message, and may delete it. */
    interface Visitor {

        void visit(QuarantinedMessage message) throws IOException;
    }

    /** Each committed message in no order; what cannot be read is left out. There may be more of them than fit in memory. */
    void visit(Visitor visitor) throws IOException {
        try (var names = Files.newDirectoryStream(folder, "*" + DESCRIPTION)) {
            for (var name : names) {
                var message = read(id(name));
                if (message.isPresent()) {
                    visitor.visit(message.get());
                }
            }
        }
    }

    private record Dated(String id, long millis, long octets) {
    }

    /** The messages that were kept last, in no order: as many as have descriptions of so many octets together. */
    List<QuarantinedMessage> newest(long octets) throws IOException {
        var newest = new PriorityQueue<>(Comparator.comparingLong(Dated::millis));
        long held = 0;
        try (var names = Files.newDirectoryStream(folder, "*" + DESCRIPTION)) {
            for (var name : names) {
                var next = dated(name);
                newest.add(next);
                for (held += next.octets(); held > octets; held -= newest.poll().octets()) {
                    // the oldest goes
                }
            }
        }
        var messages = new ArrayList<QuarantinedMessage>(newest.size());
        for (var each : newest) {
            read(each.id()).ifPresent(messages::add);
        }
        return messages;
    }

    /** One that is deleted just now takes nothing. */
    private static Dated dated(Path description) throws IOException {
        try {
            var is = Files.readAttributes(description, BasicFileAttributes.class);
            return new Dated(id(description), is.lastModifiedTime().toMillis(), is.size());
        } catch (NoSuchFileException gone) {
            return new Dated(id(description), 0, 0);
        }
    }

    private static String id(Path description) {
        var file = description.getFileName().toString();
        return file.substring(0, file.length() - DESCRIPTION.length());
    }

    Optional<QuarantinedMessage> read(String id) throws IOException {
        if (!QuarantinedMessage.isId(id)) {
            return Optional.empty();
        }
        try {
            return QuarantinedMessage.fromJson(new JsonObject(Buffer.buffer(Files.readAllBytes(file(id, DESCRIPTION)))))
                    .filter(message -> message.id().equals(id));
        } catch (NoSuchFileException | DecodeException notThere) {
            return Optional.empty();
        }
    }

    /** The message's octets in content form. */
    FileChannel open(String id) throws IOException {
        if (read(id).isEmpty()) {
            throw new NoSuchFileException(id);
        }
        return FileChannel.open(file(id, MESSAGE), StandardOpenOption.READ);
    }

    /** The commit mark goes first. */
    boolean delete(String id) throws IOException {
        if (!QuarantinedMessage.isId(id) || !Files.deleteIfExists(file(id, DESCRIPTION))) {
            return false;
        }
        Files.deleteIfExists(file(id, MESSAGE));
        sync();
        return true;
    }

    /** Removes what crashes left behind, if last written before {@code epochMillis}: younger files may still grow. */
    void sweep(long epochMillis) throws IOException {
        try (var names = Files.newDirectoryStream(folder, "*{" + UNFINISHED + "," + MESSAGE + "}")) {
            for (var file : names) {
                if (isOrphan(file) && Files.getLastModifiedTime(file).toMillis() < epochMillis) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private boolean isOrphan(Path file) {
        var name = file.getFileName().toString();
        return name.endsWith(UNFINISHED)
                || !Files.exists(folder.resolve(name.substring(0, name.length() - MESSAGE.length()) + DESCRIPTION));
    }

    private Path file(String id, String ending) throws IOException {
        if (!QuarantinedMessage.isId(id)) {
            throw new IOException("not a transaction id");
        }
        return folder.resolve(id + ending);
    }

    /** Writes and syncs the file under its unfinished name, for our eyes only. */
    private static void create(Path file, InputStream octets, List<Path> written) throws IOException {
        var path = unfinished(file);
        try (var channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OURS)) {
            written.add(path);
            octets.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
    }

    private static void rename(Path file, List<Path> written) throws IOException {
        Files.move(unfinished(file), file, StandardCopyOption.ATOMIC_MOVE);
        written.remove(unfinished(file));
        written.add(file);
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    private void sync() throws IOException {
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void remove(List<Path> files, Exception failure) {
        for (var file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException alsoBroken) {
                failure.addSuppressed(alsoBroken);
            }
        }
    }
}
