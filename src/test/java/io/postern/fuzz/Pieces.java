package io.postern.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** An input that arrives cut: its first octet says how, the others are what arrives. */
final class Pieces {

    private final byte[] octets;
    private final int manner;

    private Pieces(byte[] octets, int manner) {
        this.octets = octets;
        this.manner = manner;
    }

    static Pieces of(byte[] input) {
        return input.length == 0
                ? new Pieces(input, 0) : new Pieces(Arrays.copyOfRange(input, 1, input.length), input[0] & 0xFF);
    }

    static Pieces of(byte[] octets, int manner) {
        return new Pieces(octets, manner);
    }

    byte[] octets() {
        return octets;
    }

    int manner() {
        return manner;
    }

    /** One character per octet. */
    String text() {
        return text(octets);
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Manner 0 leaves it whole, manner 1 gives single octets, all others pieces of their own random lengths. */
    List<ByteBuf> cut() {
        var pieces = new ArrayList<ByteBuf>();
        var random = new SplittableRandom(manner);
        int most = manner == 0 ? Math.max(1, octets.length) : manner == 1 ? 1 : 1 + manner % 40;
        for (int at = 0; at < octets.length;) {
            int length = Math.min(octets.length - at, manner == 0 ? most : 1 + random.nextInt(most));
            pieces.add(Unpooled.wrappedBuffer(octets, at, length));
            at += length;
        }
        return pieces;
    }

    void each(Consumer<ByteBuf> consumer) {
        cut().forEach(consumer);
    }
}
