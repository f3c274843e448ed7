package io.postern.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.postern.smtp.Reply;

/** Writes replies as they stand on the wire (RFC 5321 §4.2.1, RFC 2034 §4). Text with CR, LF or NUL is a bug. */
public final class ReplyWriter {

    private static final int CRLF = '\r' << 8 | '\n';

    private ReplyWriter() {
    }

    public static void write(Reply reply, ByteBuf out) {
        int last = reply.lines().size() - 1;
        for (int i = 0; i <= last; i++) {
            ByteBufUtil.writeAscii(out, Integer.toString(reply.code()));
            out.writeByte(i == last ? ' ' : '-');
            reply.status().ifPresent(status -> {
                ByteBufUtil.writeAscii(out, status.toString());
                out.writeByte(' ');
            });
            ByteBufUtil.writeAscii(out, checked(reply.lines().get(i)));
            out.writeShort(CRLF);
        }
    }

    private static String checked(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' && text.charAt(i) != '\t') {
                throw new IllegalArgumentException("control character in a reply");
            }
        }
        return text;
    }
}
