package io.postern.wire;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Turns each bare CR and bare LF of a message in wire form into CRLF, such that the result is the exact wire form of the
 * repaired content.
 *
 * <p>Two things could make a terminator out of what was none. A dot after a bare newline was not at a line start and is
 * content: now it is, so it is doubled. A dot after CRLF and before a bare newline was stuffing on an otherwise empty
 * line: it is left out, else {@code CRLF.LF} would become {@code CRLF.CRLF}. The one true terminator goes through as it
 * is, so this stands behind {@link DataScanner}, which decides where the data ends.
 *
 * <p>A buffer without fault is passed on as it came. CR, and dot or dot CR at a line start, are held back when they come
 * last in a buffer, until the next one shows what they are.
 */
public final class NewlineNormaliser {

    private enum State {
        MIDDLE(""), LINE_START(""), REPAIRED_START(""), CR("\r"), DOT("."), DOT_CR(".\r");

        private final String held;

        State(String held) {
            this.held = held;
        }
    }

    private final ByteBufAllocator allocator;
    private State state = State.LINE_START;
    private long addedOctets;

    public NewlineNormaliser(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Takes over {@code octets}; gives buffers with one reference each to {@code sink}, at most one per call. */
    public void normalise(ByteBuf octets, Consumer<ByteBuf> sink) {
        var before = state;
        if (before.held.isEmpty() && isFaultless(octets)) {
            octets.writerIndex(octets.writerIndex() - state.held.length());
            pass(octets, sink);
            return;
        }
        state = before;
        var repaired = allocator.buffer(octets.readableBytes() + 64);
        while (octets.isReadable()) {
            step(octets.readByte(), repaired);
        }
        octets.release();
        pass(repaired, sink);
    }

    /** Octets of content that the repairs have added so far; doubled or dropped dots are not content. */
    public long addedOctets() {
        return addedOctets;
    }

    private static void pass(ByteBuf octets, Consumer<ByteBuf> sink) {
        if (octets.isReadable()) {
            sink.accept(octets);
        } else {
            octets.release();
        }
    }

    /** Moves {@link #state} over the octets; when it returns false the state is of no use. */
    private boolean isFaultless(ByteBuf octets) {
        for (int at = octets.readerIndex(); at < octets.writerIndex(); at++) {
            byte octet = octets.getByte(at);
            boolean afterCr = state == State.CR || state == State.DOT_CR;
            if (afterCr != (octet == '\n')) {
                return false;
            }
            state = switch (octet) {
                case '\r' -> state == State.DOT ? State.DOT_CR : State.CR;
                case '\n' -> State.LINE_START;
                case '.' -> state == State.LINE_START ? State.DOT : state == State.REPAIRED_START ? null : State.MIDDLE;
                default -> State.MIDDLE;
            };
            if (state == null) {
                return false;
            }
        }
        return true;
    }

    private void step(byte octet, ByteBuf to) {
        if (state == State.CR || state == State.DOT_CR) {
            if (octet == '\n') {
                write(state == State.CR ? "\r\n" : ".\r\n", to);
                state = State.LINE_START;
                return;
            }
            repair(to);
        }
        switch (octet) {
            case '\r' -> state = state == State.DOT ? State.DOT_CR : State.CR;
            case '\n' -> repair(to);
            case '.' -> dot(to);
            default -> {
                write(state.held, to);
                to.writeByte(octet);
                state = State.MIDDLE;
            }
        }
    }

    /** A bare newline, and a stuffing dot before it if one is held, become CRLF. */
    private void repair(ByteBuf to) {
        write("\r\n", to);
        addedOctets++;
        state = State.REPAIRED_START;
    }

    private void dot(ByteBuf to) {
        switch (state) {
            case LINE_START -> state = State.DOT;
            case REPAIRED_START, DOT -> {
                write("..", to);
                state = State.MIDDLE;
            }
            default -> {
                to.writeByte('.');
                state = State.MIDDLE;
            }
        }
    }

    private static void write(String octets, ByteBuf to) {
        for (int i = 0; i < octets.length(); i++) {
            to.writeByte(octets.charAt(i));
        }
    }
}
