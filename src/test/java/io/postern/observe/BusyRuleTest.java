package io.postern.observe;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class BusyRuleTest {

    /** One load a second, and what the node is after each: {@code b}usy or {@code r}eady. */
    @ParameterizedTest
    @CsvSource({
        "high for less than two seconds is nothing, 95 95 10 95 95 10, rrrrrr",
        "high for two seconds is busy, 90 90 90 90, rrbb",
        "just below is not high, 89 89 89 89, rrrr",
        "a dip begins the two seconds anew, 90 90 89 90 90 90, rrrrrb",
        "between the marks a busy node stays busy, 99 99 99 70 70 70 70 70 70 70 70, rrbbbbbbbbb",
        "between the marks a ready node stays ready, 70 80 89 89 89 80, rrrrrr",
        "low for five seconds is ready, 99 99 99 69 69 69 69 69 69 69, rrbbbbbbrr",
        "a peak begins the five seconds anew, 99 99 99 10 10 10 10 70 10 10 10 10 10 10, rrbbbbbbbbbbbr",
        "after ready it takes two seconds again, 99 99 99 0 0 0 0 0 0 99 99 99, rrbbbbbbrrrb",
    })
    void turnsOnlyWhenItLasts(String rule, String loads, String states) {
        var busy = new BusyRule();
        var seen = new StringBuilder();
        long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
        for (var load : loads.split(" ")) {
            seen.append(busy.isBusy(Integer.parseInt(load) / 100.0, now) ? 'b' : 'r');
            now += Duration.ofSeconds(1).toNanos();
        }
        assertEquals(states, seen.toString(), rule);
    }
}
