package io.postern.receive;

import java.util.Optional;

import io.postern.config.Config;
import io.postern.smtp.Command;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;

/** Whether one session is encrypted, and what that means for its commands (RFC 3207 §4). */
final class Encryption {

    private final Optional<Config.TlsMode> mode;
    private boolean inUse;

    Encryption(ListenerSettings listener) {
        this.mode = listener.tls().isEmpty() ? Optional.empty() : listener.listener().tls().map(Config.Tls::mode);
    }

    /** TLS comes before our first word. */
    boolean isImplicit() {
        return !inUse && mode.isPresent() && mode.get() == Config.TlsMode.IMPLICIT;
    }

    /** STARTTLS is announced until it has been used (RFC 3207 §4.2). */
    boolean isOffered() {
        return !inUse && mode.isPresent();
    }

    void begun() {
        inUse = true;
    }

    /** The refusal of a command for what it is with or without TLS, or empty. */
    Optional<Reply> refusal(SessionState state, Command command) {
        return switch (command) {
            case Command.StartTls _ when inUse -> Optional.of(Replies.TLS_ALREADY);
            case Command.StartTls _ when mode.isEmpty() -> Optional.of(Replies.NOT_IMPLEMENTED);
            // not announced yet, and clients without EHLO cannot know it
            case Command.StartTls _ when state == SessionState.CONNECTED -> Optional.of(Replies.HELO_FIRST);
            case Command.StartTls _, Command.Ehlo _, Command.Noop _, Command.Quit _ -> Optional.empty();
            default -> isMissing() ? Optional.of(Replies.TLS_REQUIRED) : Optional.empty();
        };
    }

    private boolean isMissing() {
        return !inUse && mode.isPresent() && mode.get() == Config.TlsMode.REQUIRED;
    }
}
