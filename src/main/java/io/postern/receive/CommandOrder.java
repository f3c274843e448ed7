package io.postern.receive;

import java.util.Optional;

import io.postern.smtp.Command;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;

/** Which command may come when (RFC 5321 §4.1.4). BDAT is not judged here: its octets come whatever we think of it. */
final class CommandOrder {

    private CommandOrder() {
    }

    /** The refusal of a command that is out of order, or empty. */
    static Optional<Reply> refusal(SessionState state, Command command) {
        return switch (command) {
            case Command.Mail _ -> switch (state) {
                case SessionState.Ready _ -> Optional.empty();
                case SessionState.Connected _ -> Optional.of(Replies.HELO_FIRST);
                case SessionState.Failed _ -> Optional.of(Replies.RSET_FIRST);
                default -> Optional.of(Replies.NESTED_MAIL);
            };
            case Command.Rcpt _ -> switch (state) {
                case SessionState.Sender _, SessionState.Recipients _ -> Optional.empty();
                case SessionState.Chunked _ -> Optional.of(Replies.CHUNKS_BEGUN);
                case SessionState.Failed _ -> Optional.of(Replies.RSET_FIRST);
                default -> Optional.of(Replies.MAIL_FIRST);
            };
            // RFC 3030 §2: DATA after BDAT ends the transaction, which is more than a refusal
            case Command.Data _ -> switch (state) {
                case SessionState.Recipients _, SessionState.Chunked _ -> Optional.empty();
                case SessionState.Sender _ -> Optional.of(Replies.NO_VALID_RECIPIENTS);
                case SessionState.Failed _ -> Optional.of(Replies.RSET_FIRST);
                default -> Optional.of(Replies.MAIL_FIRST);
            };
            case Command.XClient _ -> switch (state) {
                case SessionState.Connected _, SessionState.Ready _ -> Optional.empty();
                default -> Optional.of(Replies.MAIL_UNDER_WAY);
            };
            default -> Optional.empty();
        };
    }
}
