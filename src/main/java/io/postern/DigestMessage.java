package io.postern;

import java.time.Instant;
import java.util.stream.Collectors;

import io.postern.gateway.DigestText;
import io.vertx.core.json.JsonObject;

/** A kept message as digests tell of it, one for all of its recipients; no text is longer than what is printed of it. */
record DigestMessage(String id, Instant time, String sender, String recipients, String subject, String reason, String scanner) {

    private static final int MOST_RECIPIENTS = 5;
    /** The record, its time and six empty texts. */
    private static final int EMPTY_OCTETS = 350;

    /** Of its description. */
    static DigestMessage of(JsonObject message) {
        return new DigestMessage(
                message.getString("id"), Instant.parse(message.getString("time")),
                message.getString("from").isEmpty() ? "<>" : DigestText.cut(message.getString("from")),
                DigestText.cut(message.getJsonArray("recipients").stream().limit(MOST_RECIPIENTS).map(Object::toString)
                        .collect(Collectors.joining(", "))),
                DigestText.cut(message.getString("subject")), DigestText.cut(message.getString("reason")),
                message.getString("scanner"));
    }

    /** At most, on the heap. */
    int octets() {
        return EMPTY_OCTETS + Character.BYTES * (id.length() + sender.length() + recipients.length() + subject.length()
                + reason.length() + scanner.length());
    }
}
