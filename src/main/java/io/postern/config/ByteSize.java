package io.postern.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** A size in octets, written with a unit ({@code 512KiB}, {@code 50MiB}, {@code 2GiB}). */
public record ByteSize(long octets) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");

    /** Empty if the unit is missing or not one of B, KiB, MiB, GiB. */
    public static Optional<ByteSize> parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        return Optional.of(new ByteSize(Long.parseLong(matcher.group(1)) << shift));
    }

    public static ByteSize ofKiB(long kib) {
        return new ByteSize(kib << 10);
    }

    public static ByteSize ofMiB(long mib) {
        return new ByteSize(mib << 20);
    }

    @Override
    public String toString() {
        if (octets != 0 && octets % (1L << 30) == 0) {
            return (octets >> 30) + "GiB";
        }
        if (octets != 0 && octets % (1L << 20) == 0) {
            return (octets >> 20) + "MiB";
        }
        return octets % 1024 == 0 ? (octets >> 10) + "KiB" : octets + "B";
    }
}
