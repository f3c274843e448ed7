package io.postern.scan.milter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What we send (SMFIC_… of mfdef.h): a length in network order, a command, its data. */
final class Packets {

    /** The most that a packet of a body's octets may carry (MILTER_CHUNK_SIZE). */
    static final int MOST_BODY_OCTETS = 65535;

    private static final char OPTION_NEGOTIATION = 'O';
    private static final char MACROS = 'D';
    private static final char ABORT = 'A';
    private static final char QUIT = 'Q';

    private Packets() {
    }

    static ByteBuf offer() {
        return packet(OPTION_NEGOTIATION,
                Unpooled.copyInt(Agreement.VERSION, Agreement.ACTIONS, Agreement.PROTOCOL));
    }

    /** Those that the command of this stage, which follows, may use. */
    static ByteBuf macros(Stage stage, Map<String, String> values) {
        var data = Unpooled.buffer(256).writeByte(stage.command());
        values.forEach((name, value) -> text(text(data, name), value));
        return packet(MACROS, data);
    }

    /** {@code family}: 4 or 6, as libmilter writes them. */
    static ByteBuf connect(String host, char family, int port, String address) {
        var data = text(Unpooled.buffer(128), host).writeByte(family).writeShort(port);
        return packet(Stage.CONNECT.command(), text(data, address));
    }

    /** Of HELO one text, of MAIL and RCPT the path in angle brackets and each parameter, of a header field name and value. */
    static ByteBuf texts(Stage stage, List<String> texts) {
        var data = Unpooled.buffer(128);
        texts.forEach(text -> text(data, text));
        return packet(stage.command(), data);
    }

    /** A field whose octets are characters of ISO 8859-1. */
    static ByteBuf header(String name, String value) {
        var data = Unpooled.buffer(name.length() + value.length() + 2);
        data.writeCharSequence(name, StandardCharsets.ISO_8859_1);
        data.writeByte(0).writeCharSequence(value, StandardCharsets.ISO_8859_1);
        return packet(Stage.HEADER.command(), data.writeByte(0));
    }

    static ByteBuf bare(Stage stage) {
        return packet(stage.command(), Unpooled.EMPTY_BUFFER);
    }

    /** Takes over {@code octets}, at most {@value #MOST_BODY_OCTETS}. */
    static ByteBuf body(ByteBuf octets) {
        return packet(Stage.BODY.command(), octets);
    }

    static ByteBuf abort() {
        return packet(ABORT, Unpooled.EMPTY_BUFFER);
    }

    static ByteBuf quit() {
        return packet(QUIT, Unpooled.EMPTY_BUFFER);
    }

    private static ByteBuf packet(char command, ByteBuf data) {
        var head = Unpooled.buffer(Integer.BYTES + 1).writeInt(data.readableBytes() + 1).writeByte(command);
        return Unpooled.wrappedBuffer(head, data);
    }

    /** UTF-8 where it is not ASCII (RFC 6531); a NUL would be its end. */
    private static ByteBuf text(ByteBuf data, String text) {
        data.writeCharSequence(text.replace('\0', '?'), StandardCharsets.UTF_8);
        return data.writeByte(0);
    }
}
