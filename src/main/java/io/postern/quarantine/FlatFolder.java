package io.postern.quarantine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

import io.postern.observe.MailLog;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.slf4j.event.Level;

/**
 * What versions before this one kept: in the folder itself {@code ID.json}, the description, whose name was the commit mark,
 * and {@code ID.eml}, the content. Each becomes a parcel, and goes once that is on disk; a crash between is a message that is
 * there twice, and whose old form goes the next time.
 */
final class FlatFolder {

    private static final String MESSAGE = ".eml";
    private static final String DESCRIPTION = ".json";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path folder;
    private final Packing packing;
    private final Vault vault;

    FlatFolder(Path folder, Packing packing, Vault vault) {
        this.folder = folder;
        this.packing = packing;
        this.vault = vault;
    }

    void convert() throws IOException {
        long converted = 0;
        try (var descriptions = Files.newDirectoryStream(folder, "*" + DESCRIPTION)) {
            for (var description : descriptions) {
                converted += convert(description) ? 1 : 0;
            }
        }
        if (converted > 0) {
            MailLog.event(Level.INFO, "quarantine-converted", "path", folder, "messages", converted);
        }
    }

    /** What cannot be read stays where it is, for a person to look at. */
    private boolean convert(Path description) throws IOException {
        var name = description.getFileName().toString();
        var content = folder.resolve(name.substring(0, name.length() - DESCRIPTION.length()) + MESSAGE);
        try {
            var message = QuarantinedMessage.fromJson(new JsonObject(Buffer.buffer(Files.readAllBytes(description))))
                    .filter(it -> name.equals(it.id() + DESCRIPTION));
            if (message.isEmpty()) {
                throw new DamagedMessage(name, "its description cannot be read");
            }
            put(message.get(), content);
        } catch (NoSuchFileException gone) {
            return false;
        } catch (DamagedMessage | RuntimeException unreadable) {
            MailLog.limited(Level.ERROR, "quarantine-unreadable", "file", description, "cause", unreadable.getMessage());
            return false;
        }
        Files.deleteIfExists(description);
        Files.deleteIfExists(content);
        return true;
    }

    private void put(QuarantinedMessage message, Path content) throws IOException {
        try {
            vault.put(packing.pack(message, Files.size(content), () -> Files.newInputStream(content)), PATIENCE);
        } catch (FileAlreadyExistsException convertedBefore) {
            // only the old form was left
        }
    }
}
