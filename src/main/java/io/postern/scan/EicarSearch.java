package io.postern.scan;

import java.nio.charset.StandardCharsets;

/** Finds the EICAR anti-virus test string in octets that come in any number of pieces (Knuth-Morris-Pratt). */
final class EicarSearch {

    /** In two halves, lest a virus scanner take this class for the test file. */
    private static final byte[] PATTERN = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")
            .getBytes(StandardCharsets.US_ASCII);
    private static final int[] FALLBACK = fallback(PATTERN);

    private int matched;
    private boolean found;

    boolean found() {
        return found;
    }

    /** Forgets a half match: the next octets belong to another part. */
    void restart() {
        matched = 0;
    }

    void feed(byte[] octets, int offset, int length) {
        int state = matched;
        for (int i = offset; i < offset + length && !found; i++) {
            while (state > 0 && octets[i] != PATTERN[state]) {
                state = FALLBACK[state];
            }
            if (octets[i] == PATTERN[state] && ++state == PATTERN.length) {
                found = true;
            }
        }
        matched = found ? 0 : state;
    }

    /** For each count of matched octets, how many of them still match when the next one does not. */
    private static int[] fallback(byte[] pattern) {
        var table = new int[pattern.length];
        int length = 0;
        for (int i = 1; i < pattern.length - 1; i++) {
            while (length > 0 && pattern[i] != pattern[length]) {
                length = table[length];
            }
            if (pattern[i] == pattern[length]) {
                length++;
            }
            table[i + 1] = length;
        }
        return table;
    }
}
