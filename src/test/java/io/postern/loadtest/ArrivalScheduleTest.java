package io.postern.loadtest;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ArrivalScheduleTest {

    @ParameterizedTest(name = "{0}: message {1} after {2} ms")
    @CsvSource(delimiter = '|', textBlock = """
            500x10m           | 0    | 0
            500x10m           | 1    | 2
            500x10m           | 2999 | 5998
            10x1s,100x1s      | 9    | 900
            10x1s,100x1s      | 10   | 1000
            10x1s,100x1s      | 11   | 1010
            10x1s,100x1s      | 109  | 1990
            0..100x2s         | 0    | 0
            0..100x2s         | 25   | 1000
            100..0x2s         | 75   | 1000
            100..300x1s,50x1s | 200  | 1000
            """)
    void aMessageIsDueWhenTheRateSaysSo(String schedule, long number, long millis) {
        assertEquals(millis, Math.round(ArrivalSchedule.parse(schedule).nanosOf(number) / 1e6));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            500x10m        | 300000
            10x1s,100x1s   | 110
            0..100x2s      | 100
            1x2500ms       | 2
            3x500ms,3x500ms| 3
            """)
    void itHasSoManyMessagesAndNotOneMore(String text, long messages) {
        var schedule = ArrivalSchedule.parse(text);
        assertEquals(messages, schedule.messages());
        assertTrue(schedule.nanosOf(messages - 1) < schedule.duration().toNanos());
        assertEquals(Long.MAX_VALUE, schedule.nanosOf(messages));
    }

    @Test
    void noMessageIsDueBeforeTheOneBefore() {
        var schedule = ArrivalSchedule.parse("0..333x700ms,7x1300ms,500..20x900ms");
        long before = 0;
        for (int i = 0; i < schedule.messages(); i++) {
            long at = schedule.nanosOf(i);
            assertTrue(at >= before && at <= schedule.duration().toNanos(), "message " + i + " at " + at);
            before = at;
        }
    }

    @Test
    void ratesAndTimesAreScaledApart() {
        var scaled = ArrivalSchedule.parse("500x10m,100..200x20s").scaled(0.1, 0.01);
        assertEquals(ArrivalSchedule.parse("50x6s,10..20x200ms"), scaled);
        assertEquals(Duration.ofMillis(6200), scaled.duration());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "500", "500x", "500x10", "x10s", "-5x10s", "0x10s", "500x0s", "9999999x1s", "5..x1s", "500x10s;"})
    void whatIsNoScheduleIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ArrivalSchedule.parse(text));
    }
}
