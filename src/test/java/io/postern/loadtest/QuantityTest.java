package io.postern.loadtest;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class QuantityTest {

    @Test
    void readsEachForm() {
        assertEquals(new Quantity.Fixed(4096), Units.size("4KiB"));
        assertEquals(new Quantity.Between(1024, 61440), Units.size("1KiB-60KiB"));
        assertEquals(new Quantity.LogNormal(30720, 10 << 20, 1.5), Units.size("lognormal:30KiB,10MiB"));
        assertEquals(new Quantity.LogNormal(30720, 10 << 20, 2), Units.size("lognormal:30KiB,10MiB,2"));
        assertEquals(new Quantity.Fixed(Duration.ofMillis(50).toNanos()), Units.delay("50ms"));
        assertEquals(new Quantity.Between(1, 50), Units.count("1-50"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "4KB", "0B", "-4KiB", "8KiB-4KiB", "lognormal:30KiB", "lognormal:30KiB,10KiB",
        "lognormal:30KiB,10MiB,0", "lognormal:30KiB,10MiB,x", "lognormal:0B,10MiB", "normal:1KiB,2KiB"})
    void whatIsNoSizeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.size(text));
    }

    @Test
    void logNormalHasItsMedianAndItsBound() {
        var random = new SplittableRandom(5);
        var quantity = Units.size("lognormal:30KiB,10MiB");
        var drawn = random.doubles(20_000).map(_ -> quantity.draw(random)).sorted().toArray();
        assertEquals(30720, drawn[10_000], 30720 * 0.05);
        assertTrue(drawn[19_999] <= 10 << 20 && drawn[19_990] > 1 << 20, () -> "longest " + drawn[19_999]);
    }

    @Test
    void logUniformHasAsManyInEachOctave() {
        var random = new SplittableRandom(5);
        var quantity = Units.size("1KiB-16KiB");
        long below4 = Arrays.stream(random.doubles(20_000).map(_ -> quantity.draw(random)).toArray())
                .peek(size -> assertTrue(size >= 1024 && size <= 16384)).filter(size -> size < 4096).count();
        assertEquals(10_000, below4, 400);
    }
}
