package io.postern.admin;

import java.util.Map;

/** What came of having another node answer. */
public sealed interface Forwarding {

    /** Whatever it answered; {@code headers} are those that describe the body. */
    record Answered(int status, Map<String, String> headers, Download body) implements Forwarding {
    }

    /** Nobody of that name is known, or it is gone. */
    record NoSuchNode() implements Forwarding {
    }

    /** {@code why}: for the operator. */
    record Unanswered(String why) implements Forwarding {
    }
}
