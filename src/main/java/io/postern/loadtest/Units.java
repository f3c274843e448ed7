package io.postern.loadtest;

import java.time.Duration;
import java.util.Locale;

import io.postern.config.ByteSize;
import io.postern.config.Durations;

/** Sizes and durations of the command line, in the configuration's own notation. */
final class Units {

    private Units() {
    }

    static Duration duration(String text) {
        return Durations.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("a duration is written like 500ms, 30s or 1m30s, not " + text));
    }

    static Quantity size(String text) {
        return Quantity.parse(text, size -> ByteSize.parse(size)
                .orElseThrow(() -> new IllegalArgumentException("a size is written like 4KiB or 10MiB, not " + size)).octets());
    }

    static Quantity delay(String text) {
        return Quantity.parse(text, delay -> duration(delay).toNanos());
    }

    /** {@code 1} or {@code 1-50}. */
    static Quantity count(String text) {
        return Quantity.parse(text, count -> {
            try {
                return Integer.parseInt(count);
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException("a count is written like 1 or 1-50, not " + count, notANumber);
            }
        });
    }

    /** For people: at most three digits that mean something. */
    static String words(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return millis >= 10_000 ? Math.round(millis / 1000) + " s"
                : millis >= 100 ? Math.round(millis) + " ms"
                : String.format(Locale.ROOT, millis >= 1 ? "%.1f ms" : "%.2f ms", millis);
    }
}
