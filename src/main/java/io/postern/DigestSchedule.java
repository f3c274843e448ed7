package io.postern;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** The days of a digest: each begins and ends at the same time of day, whatever the clocks of the zone do meanwhile. */
record DigestSchedule(LocalTime at, ZoneId zone) {

    /** The last day that has ended by then, until the next one has: past midnight, too. */
    LocalDate ended(Instant now) {
        var today = LocalDate.ofInstant(now, zone);
        return now.isBefore(end(today)) ? today.minusDays(1) : today;
    }

    Instant begin(LocalDate day) {
        return end(day.minusDays(1));
    }

    Instant end(LocalDate day) {
        return ZonedDateTime.of(day, at, zone).toInstant();
    }
}
