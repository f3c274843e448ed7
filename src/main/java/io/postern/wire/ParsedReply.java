package io.postern.wire;

import io.postern.smtp.Reply;

/** What {@link ReplyParser} made of a next hop's octets. */
public sealed interface ParsedReply {

    record Complete(Reply reply) implements ParsedReply {
    }

    /** Not SMTP, or not to be trusted as such; {@code why} is for the log. */
    record Babble(String why) implements ParsedReply {
    }
}
