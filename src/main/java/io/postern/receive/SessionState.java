package io.postern.receive;

import java.util.Optional;

/** Where a session stands. Its transitions are made in one method, {@link Dialogue#become}. */
sealed interface SessionState {

    SessionState UNGREETED = new Ungreeted();
    SessionState CONNECTED = new Connected();
    SessionState ENCRYPTING = new Encrypting();
    SessionState READY = new Ready();
    SessionState SENDER = new Sender();
    SessionState RECIPIENTS = new Recipients();
    SessionState FAILED = new Failed();
    SessionState FINISHING = new Finishing();
    SessionState CLOSED = new Closed();

    /** Before our greeting: nothing may come yet. */
    record Ungreeted() implements SessionState {
    }

    /** Before HELO or EHLO. */
    record Connected() implements SessionState {
    }

    /** A TLS handshake is under way: nothing may be said. */
    record Encrypting() implements SessionState {
    }

    /** Greeted, no transaction open. */
    record Ready() implements SessionState {
    }

    /** MAIL was taken, no recipient yet. */
    record Sender() implements SessionState {
    }

    /** One recipient at least was taken. */
    record Recipients() implements SessionState {
    }

    /** What comes is the message or a part of it: after 354, or within a chunk (RFC 3030 §2). */
    record Receiving(Intake intake) implements SessionState {
        @Override
        public Optional<Intake> held() {
            return Optional.of(intake);
        }
    }

    /** A first part of the message is here; a chunk, or RSET, must follow. */
    record Chunked(ChunkIntake intake) implements SessionState {
        @Override
        public Optional<Intake> held() {
            return Optional.of(intake);
        }
    }

    /** A chunk was refused and others may be under way: nothing but RSET or a greeting begins anew (RFC 3030 §2). */
    record Failed() implements SessionState {
    }

    /** The message is complete, its answer is awaited. */
    record Finishing() implements SessionState {
    }

    record Closed() implements SessionState {
    }

    /** What is lost when the session leaves this state for one that does not hold it, too. */
    default Optional<Intake> held() {
        return Optional.empty();
    }
}
