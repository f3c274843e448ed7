package io.postern;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Days whose mornings are where people live, on the nights too in which clocks are put forward or back. */
class DigestScheduleTest {

    private final DigestSchedule seven = new DigestSchedule(LocalTime.of(7, 0), ZoneId.of("Europe/Berlin"));

    @Test
    void aDayIsTheLastOneThatEndedUntilTheNextEnds() {
        assertEquals(LocalDate.of(2026, 1, 14), seven.ended(Instant.parse("2026-01-15T05:59:59Z")));
        assertEquals(LocalDate.of(2026, 1, 15), seven.ended(Instant.parse("2026-01-15T06:00:00Z")));
        assertEquals(LocalDate.of(2026, 1, 15), seven.ended(Instant.parse("2026-01-16T05:59:59Z")));
    }

    @Test
    void aDayThatEndsLateIsStillTheLastOnePastMidnight() {
        var late = new DigestSchedule(LocalTime.of(23, 59), ZoneId.of("Europe/Berlin"));
        var day = LocalDate.of(2026, 1, 15);
        assertEquals(day, late.ended(late.end(day)));
        assertEquals(day, late.ended(late.end(day).plus(Duration.ofHours(1))));
    }

    @Test
    void daysMeetEvenWhereOneIsLongerOrShorter() {
        var schedule = new DigestSchedule(LocalTime.of(2, 30), ZoneId.of("Europe/Berlin"));
        for (var day = LocalDate.of(2026, 1, 1); day.getYear() == 2026; day = day.plusDays(1)) {
            assertEquals(schedule.end(day), schedule.begin(day.plusDays(1)));
            assertEquals(day, schedule.ended(schedule.end(day)));
            assertEquals(day, schedule.ended(schedule.end(day.plusDays(1)).minusMillis(1)));
        }
        var spring = LocalDate.of(2026, 3, 29);
        assertEquals(Duration.ofHours(24), Duration.between(schedule.begin(spring), schedule.end(spring)));
    }
}
