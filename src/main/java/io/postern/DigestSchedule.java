package io.postern;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** The days of a digest: each begins and ends at the same time of day, whatever the clocks of the zone do meanwhile. */
record DigestSchedule(LocalTime at, ZoneId zone) {

    /** The day whose digest is due from its time until midnight; empty before. */
    Optional<LocalDate> due(Instant now) {
        var today = LocalDate.ofInstant(now, zone);
        return Optional.of(today).filter(day -> !now.isBefore(end(day)));
    }

    Instant begin(LocalDate day) {
        return end(day.minusDays(1));
    }

    Instant end(LocalDate day) {
        return ZonedDateTime.of(day, at, zone).toInstant();
    }
}
