package io.postern.receive;

import java.util.List;

import io.postern.smtp.Reply;

/** What the client hears after its end of data: with PRDR first a reply for each recipient in order, else only the one. */
public record Answer(List<Reply> perRecipient, Reply reply) {

    public static Answer of(Reply reply) {
        return new Answer(List.of(), reply);
    }
}
