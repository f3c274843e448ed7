package io.postern.gateway;

import io.postern.smtp.Reply;

/** What became of a message, in the words of metrics and log, and what the client hears. */
record End(String result, String cause, Reply reply, String detail) {

    /** What a refusal is called. */
    static String resultOf(Reply reply) {
        return reply.isPermanent() ? "rejected" : "deferred";
    }
}
