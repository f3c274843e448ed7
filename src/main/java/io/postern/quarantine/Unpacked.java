package io.postern.quarantine;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * A stored message, opened: its proved description, and its content, which is proved as it is read: a reader that has come
 * to the end without a {@link DamagedMessage} has read what was kept.
 */
record Unpacked(QuarantinedMessage message, InputStream content) implements Closeable {

    static Unpacked of(String id, byte[] description, InputStream content) throws DamagedMessage {
        try {
            return QuarantinedMessage.fromJson(new JsonObject(Buffer.buffer(description)))
                    .filter(message -> message.id().equals(id))
                    .map(message -> new Unpacked(message, content))
                    .orElseThrow(() -> new DamagedMessage(id, "its description is of something else"));
        } catch (DecodeException noJson) {
            throw new DamagedMessage(id, "its description cannot be read");
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
