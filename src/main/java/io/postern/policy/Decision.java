package io.postern.policy;

import io.postern.smtp.Reply;

/** What a policy says: go on, or refuse with a reply for the client and a cause for log and metrics. */
public sealed interface Decision {

    Decision ALLOW = new Allow();

    record Allow() implements Decision {
    }

    record Refuse(Reply reply, Then then, String cause) implements Decision {
    }

    /** Whether the session goes on after a refusal. */
    enum Then { STAY, CLOSE }
}
