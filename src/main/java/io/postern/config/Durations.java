package io.postern.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as the configuration writes them: {@code 500ms}, {@code 5s}, {@code 9m30s}, {@code 30d}. */
public final class Durations {

    private static final Pattern FORM =
            Pattern.compile("(?=.)(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

    private Durations() {
    }

    /** Empty if a unit is missing or unknown. */
    public static Optional<Duration> parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(number(matcher.group(1)))
                .plusHours(number(matcher.group(2)))
                .plusMinutes(number(matcher.group(3)))
                .plusSeconds(number(matcher.group(4)))
                .plusMillis(number(matcher.group(5))));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
