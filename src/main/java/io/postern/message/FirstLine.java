package io.postern.message;

import io.netty.buffer.ByteBuf;

/**
 * Whether a message begins with a header field or the empty line, as it comes in. What does not would become a part of the
 * field that we put before it: a continuation, if it begins with white space. The {@code From} line of mailbox files is left
 * to the next hop, as fields follow it.
 */
final class FirstLine {

    private static final String MBOX = "From";

    private enum State { BEGIN, NAME, BEHIND_NAME, HEADED, HEADLESS }

    private State state = State.BEGIN;
    private boolean afterDot;
    private int nameOctets;
    private boolean mbox = true;

    /** The next octets; returns at once when it is decided. */
    void look(ByteBuf buffer, int index, int length) {
        for (int i = index; i < index + length && !isDecided(); i++) {
            state = next(buffer.getByte(i));
        }
    }

    private State next(byte octet) {
        if (state == State.BEGIN && octet == '.' && !afterDot) {
            // stuffing, or an octet of a name all the same
            afterDot = true;
            return State.BEGIN;
        }
        return switch (octet) {
            case '\r', '\n' -> state == State.BEGIN ? State.HEADED : State.HEADLESS;
            case ' ', '\t' -> state == State.BEGIN ? State.HEADLESS : isMbox() ? State.HEADED : State.BEHIND_NAME;
            case ':' -> state == State.BEGIN && !afterDot ? State.HEADLESS : State.HEADED;
            default -> inName(octet);
        };
    }

    /** RFC 5322 §3.6.8, and white space before the colon, §4.5. */
    private State inName(byte octet) {
        if (octet <= ' ' || octet == 0x7F || state == State.BEHIND_NAME) {
            return State.HEADLESS;
        }
        mbox &= nameOctets < MBOX.length() && octet == MBOX.charAt(nameOctets);
        // ">From", as some write it
        if (nameOctets > 0 || octet != '>') {
            nameOctets++;
        } else {
            mbox = true;
        }
        return State.NAME;
    }

    private boolean isMbox() {
        return mbox && nameOctets == MBOX.length();
    }

    private boolean isDecided() {
        return state == State.HEADED || state == State.HEADLESS;
    }

    /** Of a message without an end of its first line, too. */
    boolean isHeadless() {
        return state != State.HEADED && state != State.BEGIN;
    }
}
