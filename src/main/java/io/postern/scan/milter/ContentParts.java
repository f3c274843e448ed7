package io.postern.scan.milter;

import java.io.ByteArrayOutputStream;

import io.netty.buffer.ByteBuf;
import io.postern.message.Body;
import io.postern.message.HeaderLine;
import io.postern.wire.DotStuffing;

/**
 * Parts a body's octets, as they come and in the form in which they are held, into the header section and what stands behind
 * the empty line. A message that does not begin with a field has no section.
 */
final class ContentParts {

    private enum State { SECTION, EMPTY_LINE, CONTENT }

    private final DotStuffing unstuffing = DotStuffing.unstuffing();
    private final boolean stuffed;
    private final ByteArrayOutputStream section = new ByteArrayOutputStream();
    private State state = State.SECTION;
    private boolean atLineStart = true;

    ContentParts(Body.Form form) {
        this.stuffed = form == Body.Form.WIRE;
    }

    /** Takes over {@code slice}, and writes to {@code rest} what it has of the part behind the empty line. */
    void take(ByteBuf slice, ByteBuf rest) {
        if (!stuffed) {
            split(slice, rest);
            slice.release();
            return;
        }
        var content = slice.alloc().buffer(slice.readableBytes());
        unstuffing.transform(slice, content);
        slice.release();
        split(content, rest);
        content.release();
    }

    /** The body is complete: if it has no empty line, all of it was the section, or there is none. */
    void end(ByteBuf rest) {
        if (state != State.CONTENT) {
            sectionEnds(rest, new byte[0]);
        }
    }

    boolean hasSection() {
        return state == State.CONTENT;
    }

    /** Without the empty line; not before it is complete. */
    byte[] section() {
        return section.toByteArray();
    }

    private void split(ByteBuf content, ByteBuf rest) {
        while (state != State.CONTENT && content.isReadable()) {
            byte octet = content.readByte();
            if (state == State.EMPTY_LINE) {
                content.readerIndex(content.readerIndex() - (octet == '\n' ? 0 : 1));
                sectionEnds(rest, octet == '\n' ? new byte[] {'\r', '\n'} : new byte[] {'\r'});
            } else if (atLineStart && octet == '\n') {
                sectionEnds(rest, new byte[] {'\n'});
            } else if (atLineStart && octet == '\r') {
                state = State.EMPTY_LINE;
            } else {
                section.write(octet);
                atLineStart = octet == '\n';
            }
        }
        rest.writeBytes(content);
    }

    private void sectionEnds(ByteBuf rest, byte[] emptyLine) {
        state = State.CONTENT;
        if (HeaderLine.isMissing(section.toByteArray())) {
            rest.writeBytes(section.toByteArray()).writeBytes(emptyLine);
            section.reset();
        }
    }
}
