package io.postern.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** As {@link Ipv4Networks}, of IPv6. */
final class Ipv6Networks {

    private final Block[] sorted;

    private Ipv6Networks(Block[] sorted) {
        this.sorted = sorted;
    }

    int size() {
        return sorted.length;
    }

    boolean contains(byte[] octets) {
        var address = Block.of(octets, 128);
        int found = Arrays.binarySearch(sorted, address);
        int last = found >= 0 ? found : -found - 2;
        return last >= 0 && sorted[last].covers(address);
    }

    /** Sorted by first address without a sign, of two that begin alike the larger first. */
    private record Block(long high, long low, int prefixLength) implements Comparable<Block> {

        static Block of(byte[] octets, int prefixLength) {
            return new Block(number(octets, 0) & highMask(prefixLength), number(octets, 8) & lowMask(prefixLength), prefixLength);
        }

        boolean covers(Block other) {
            return ((high ^ other.high) & highMask(prefixLength)) == 0 && ((low ^ other.low) & lowMask(prefixLength)) == 0;
        }

        @Override
        public int compareTo(Block other) {
            int byHigh = Long.compareUnsigned(high, other.high);
            int byLow = byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
            return byLow != 0 ? byLow : Integer.compare(prefixLength, other.prefixLength);
        }

        private static long highMask(int prefixLength) {
            return prefixLength >= 64 ? -1L : ~(-1L >>> prefixLength);
        }

        private static long lowMask(int prefixLength) {
            return prefixLength <= 64 ? 0 : prefixLength == 128 ? -1L : ~(-1L >>> prefixLength - 64);
        }

        private static long number(byte[] octets, int from) {
            long number = 0;
            for (int i = from; i < from + 8; i++) {
                number = number << 8 | octets[i] & 0xFF;
            }
            return number;
        }
    }

    static final class Builder {

        private final List<Block> blocks = new ArrayList<>();

        void add(byte[] octets, int prefixLength) {
            blocks.add(Block.of(octets, prefixLength));
        }

        Ipv6Networks build() {
            blocks.sort(null);
            var kept = new ArrayList<Block>(blocks.size());
            for (var block : blocks) {
                if (kept.isEmpty() || !kept.getLast().covers(block)) {
                    kept.add(block);
                }
            }
            return new Ipv6Networks(kept.toArray(Block[]::new));
        }
    }
}
