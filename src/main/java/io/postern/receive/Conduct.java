package io.postern.receive;

import java.time.Duration;

import io.postern.config.Config;

/** How one client behaves: counts what makes no sense and what leads nowhere, until it has been enough. */
final class Conduct {

    /** A node that has more clients than it can serve gives each this much (as Postfix's stress mode does). */
    static final long STRESSED_COMMAND_NANOS = Duration.ofSeconds(10).toNanos();
    static final long STRESSED_BLOCK_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int STRESSED_ERRORS = 1;

    private final Config.Limits limits;
    private int errors;
    private int idleCommands;
    private int transactions;

    Conduct(Config.Limits limits) {
        this.limits = limits;
    }

    /** A command that makes no sense. */
    void error() {
        errors++;
    }

    /** NOOP, RSET, VRFY, HELP, a greeting, or a sender or recipient that is refused for good. */
    void idle() {
        idleCommands++;
    }

    /** A message has come to its end. */
    void mail() {
        idleCommands = 0;
    }

    /** MAIL was said, whatever comes of it. */
    void transaction() {
        transactions++;
    }

    boolean isErrant(boolean stressed) {
        return errors >= (stressed ? STRESSED_ERRORS : limits.errors());
    }

    boolean isIdling() {
        return idleCommands > limits.idleCommands();
    }

    /** Whether it has said MAIL more often than one session may (MAILMAX, RFC 9422 §4.1). */
    boolean isSpent() {
        return limits.messagesPerSession() > 0 && transactions > limits.messagesPerSession();
    }
}
