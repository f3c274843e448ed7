package io.postern.loadtest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Lines that bodies are cut from without a copy: a message costs the generator what its header costs, whatever its size.
 * Each line is dot-stuffed (RFC 5321 §4.5.2) and ends in CRLF, so any run of them is a body.
 */
final class Corpus {

    private static final int OCTETS = 1 << 20;
    private static final int LONGEST_LINE = 78;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz     .";
    private static final String EIGHT_BIT_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéèñ     .";
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final ByteBuf octets;
    private final int[] lineStarts;

    private Corpus(byte[] octets) {
        var direct = ByteBuffer.allocateDirect(octets.length).put(octets).flip();
        this.octets = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(direct));
        var starts = new int[octets.length / 2 + 2];
        int lines = 1;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n') {
                starts[lines++] = i + 1;
            }
        }
        this.lineStarts = Arrays.copyOf(starts, lines);
    }

    /** Lines of all lengths up to 78, some of them beginning with a dot. */
    static Corpus text(long seed) {
        return new Corpus(lines(seed, LETTERS, false));
    }

    static Corpus eightBitText(long seed) {
        return new Corpus(lines(seed, EIGHT_BIT_LETTERS, false));
    }

    static Corpus base64(long seed) {
        return new Corpus(lines(seed, BASE64, true));
    }

    private static byte[] lines(long seed, String letters, boolean full) {
        var random = new SplittableRandom(seed);
        var text = new StringBuilder(OCTETS + 2 * LONGEST_LINE);
        while (text.length() < OCTETS) {
            int length = full ? 76 : random.nextInt(LONGEST_LINE);
            for (int i = 0; i < length; i++) {
                char c = letters.charAt(random.nextInt(letters.length()));
                text.append(i == 0 && c == '.' ? ".." : c);
            }
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Adds whole lines of at least {@code least} octets to {@code pieces} and to the digest. */
    void cut(RandomGenerator random, int least, List<ByteBuf> pieces, CRC32C digest) {
        int missing = least;
        int line = random.nextInt(lineStarts.length - 1);
        while (missing > 0) {
            int start = lineStarts[line];
            int found = Arrays.binarySearch(lineStarts, line, lineStarts.length, Math.min(octets.capacity(), start + missing));
            int end = lineStarts[found < 0 ? -found - 1 : found];
            pieces.add(octets.slice(start, end - start));
            digest.update(octets.nioBuffer(start, end - start));
            missing -= end - start;
            line = 0;
        }
    }

    /** Direct like the rest, for one piece on the heap would have the whole message copied before it is written. */
    static void add(String text, List<ByteBuf> pieces, CRC32C digest) {
        var piece = text.getBytes(StandardCharsets.US_ASCII);
        pieces.add(PooledByteBufAllocator.DEFAULT.directBuffer(piece.length).writeBytes(piece));
        digest.update(piece);
    }

    static List<ByteBuf> pieces() {
        return new ArrayList<>(4);
    }
}
