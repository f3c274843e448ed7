package io.postern.quarantine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
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
    private final Metrics metrics;

    FlatFolder(Path folder, Packing packing, Vault vault, Metrics metrics) {
        this.folder = folder;
        this.packing = packing;
        this.vault = vault;
        this.metrics = metrics;
    }

    /** Fails if it has to give up; what cannot be converted alone stays where it is, for a person to look at. */
    void convert() throws IOException {
        long converted = 0;
        var failures = FailureStreak.ofMessages();
        try (var descriptions = Files.newDirectoryStream(folder, "*" + DESCRIPTION)) {
            for (var description : descriptions) {
                converted += convert(description, failures) ? 1 : 0;
            }
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        } finally {
            if (converted > 0) {
                MailLog.event(Level.INFO, "quarantine-converted", "path", folder, "messages", converted);
            }
        }
    }

    private boolean convert(Path description, FailureStreak failures) throws IOException {
        var name = description.getFileName().toString();
        var content = folder.resolve(name.substring(0, name.length() - DESCRIPTION.length()) + MESSAGE);
        try {
            var message = QuarantinedMessage.fromJson(new JsonObject(Buffer.buffer(Files.readAllBytes(description))))
                    .filter(it -> name.equals(it.id() + DESCRIPTION));
            if (message.isEmpty()) {
                throw new DamagedMessage(name, "its description cannot be read");
            }
            put(message.get(), content);
            Files.deleteIfExists(description);
            Files.deleteIfExists(content);
        } catch (NoSuchFileException gone) {
            return false;
        } catch (DamagedMessage | RuntimeException unreadable) {
            stays(description, unreadable);
            return false;
        } catch (IOException failure) {
            stays(description, failure);
            failures.add(failure);
            return false;
        }
        failures.end();
        return true;
    }

    private void stays(Path description, Exception why) {
        metrics.alert("quarantine-unreadable");
        MailLog.limited(Level.ERROR, "quarantine-unreadable", "file", description, "cause", why.toString());
    }

    private void put(QuarantinedMessage message, Path content) throws IOException {
        try {
            vault.put(packing.pack(message, Files.size(content), () -> Files.newInputStream(content)), PATIENCE);
        } catch (FileAlreadyExistsException convertedBefore) {
            // only the old form was left
        }
    }
}
