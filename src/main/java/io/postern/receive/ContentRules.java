package io.postern.receive;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.postern.config.Config;
import io.postern.message.HeaderCheck;
import io.postern.message.TraceFields;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.postern.wire.DataScanner;
import io.postern.wire.TextScanner;

/** What the octets of a message must not be, whichever way they come. Binary messages (RFC 3030 §3) have no lines. */
final class ContentRules {

    /** RFC 5322 §2.1.1. */
    private static final int MAX_LINE_OCTETS = 998;

    private final long limitOctets;
    private final boolean rejectBareNewlines;
    private final boolean rejectLongLines;
    private final HeaderCheck header;
    private final TraceFields received;

    ContentRules(SessionSettings settings, boolean binary) {
        var config = settings.config();
        this.limitOctets = config.limits().messageSize().octets();
        this.rejectBareNewlines = !binary && config.bareNewline() == Config.BareNewline.REJECT;
        this.rejectLongLines = !binary && config.longLines() == Config.LongLines.REJECT;
        // in a message of headers only, the terminator of DATA stands where the header section would go on
        this.header = new HeaderCheck(config.limits().headerSize().octets() + DataScanner.TERMINATOR_OCTETS);
        this.received = new TraceFields(settings.ourNames(), settings.resultsNames());
    }

    /** The next octets of the message, which {@code scanner} has looked at. */
    void look(ByteBuf buffer, int index, int length, TextScanner scanner) {
        int head = received.look(buffer, index, length);
        if (head > 0) {
            header.look(buffer, index, head, scanner.nul());
        }
    }

    /** What is certain before the message's end, so that no more of it has to be kept. */
    boolean isLost(long contentOctets) {
        return contentOctets > limitOctets || header.isTooLarge();
    }

    /** Of the whole message, or of one that is lost. */
    Optional<Reply> refusal(long contentOctets, TextScanner scanner) {
        if (contentOctets > limitOctets) {
            return Optional.of(Replies.TOO_LARGE);
        }
        var ofHeader = header.refusal();
        if (ofHeader.isPresent()) {
            return ofHeader;
        }
        if (rejectBareNewlines && (scanner.bareCr() || scanner.bareLf())) {
            return Optional.of(Replies.BARE_NEWLINE);
        }
        return rejectLongLines && scanner.longestLine() > MAX_LINE_OCTETS
                ? Optional.of(Replies.LONG_LINE) : Optional.empty();
    }

    boolean rejectsBareNewlines() {
        return rejectBareNewlines;
    }

    long limitOctets() {
        return limitOctets;
    }

    TraceFields received() {
        return received;
    }
}
