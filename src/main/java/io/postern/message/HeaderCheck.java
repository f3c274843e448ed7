package io.postern.message;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;

/** What a header section must not be: larger than we are told to take (without an end, too), or with a NUL in it. */
public final class HeaderCheck {

    private final long maxOctets;
    private long octets;
    private boolean nul;

    public HeaderCheck(long maxOctets) {
        this.maxOctets = maxOctets;
    }

    /**
     * The next {@code length} octets of the header section. It is searched only when {@code nulSeen}: a scanner that has
     * looked at all octets has met a NUL among them.
     */
    public void look(ByteBuf buffer, int index, int length, boolean nulSeen) {
        octets += length;
        nul |= nulSeen && buffer.indexOf(index, index + length, (byte) 0) >= 0;
    }

    public boolean isTooLarge() {
        return octets > maxOctets;
    }

    public Optional<Reply> refusal() {
        if (isTooLarge()) {
            return Optional.of(Replies.HEADER_TOO_LARGE);
        }
        return nul ? Optional.of(Replies.NUL_IN_HEADER) : Optional.empty();
    }
}
