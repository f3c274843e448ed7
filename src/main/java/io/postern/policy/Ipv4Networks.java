package io.postern.policy;

import java.util.Arrays;

/**
 * Networks of IPv4 in 8 octets each. Networks lie within each other or apart, so the outermost ones, sorted, are enough:
 * an address can only belong to the last that begins at or before it.
 */
final class Ipv4Networks {

    private static final int PREFIX_BITS = 8;
    private static final int MOST_PREFIX = 0xFF;

    /** First address, then prefix length: of two networks that begin alike the larger comes first. */
    private final long[] sorted;

    private Ipv4Networks(long[] sorted) {
        this.sorted = sorted;
    }

    int size() {
        return sorted.length;
    }

    boolean contains(byte[] octets) {
        long address = address(octets);
        int found = Arrays.binarySearch(sorted, address << PREFIX_BITS | MOST_PREFIX);
        int last = found >= 0 ? found : -found - 2;
        return last >= 0 && covers(sorted[last], address);
    }

    private static boolean covers(long network, long address) {
        int hostBits = 32 - (int) (network & MOST_PREFIX);
        return (network >>> PREFIX_BITS ^ address) >>> hostBits == 0;
    }

    private static long address(byte[] octets) {
        return (octets[0] & 0xFFL) << 24 | (octets[1] & 0xFF) << 16 | (octets[2] & 0xFF) << 8 | octets[3] & 0xFF;
    }

    static final class Builder {

        private long[] networks = new long[16];
        private int size;

        void add(byte[] octets, int prefixLength) {
            if (size == networks.length) {
                networks = Arrays.copyOf(networks, 2 * size);
            }
            long first = address(octets) & ~(0xFFFF_FFFFL >>> prefixLength);
            networks[size++] = first << PREFIX_BITS | prefixLength;
        }

        Ipv4Networks build() {
            Arrays.sort(networks, 0, size);
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (kept == 0 || !covers(networks[kept - 1], networks[i] >>> PREFIX_BITS)) {
                    networks[kept++] = networks[i];
                }
            }
            return new Ipv4Networks(Arrays.copyOf(networks, kept));
        }
    }
}
