package io.postern.config;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** The {@code quarantine.digest} section. */
final class DigestReader {

    private static final String RECIPIENTS = "recipients";
    private static final Notation<String> TO = new Notation<>("recipients or a mailbox",
            "write recipients, or a mailbox such as operator@example.com",
            text -> text.equals(RECIPIENTS) ? Optional.of(text) : Notation.MAILBOX.parse().apply(text));

    private DigestReader() {
    }

    static Config.Digest read(Section section) {
        return new Config.Digest(
                section.required("at", Notation.TIME_OF_DAY).orElse(LocalTime.MIDNIGHT),
                section.value("zone", Notation.ZONE).orElse(ZoneId.from(ZoneOffset.UTC)),
                section.value("to", TO).filter(to -> !to.equals(RECIPIENTS)),
                section.values("routes", Notation.LABEL_NAME),
                section.value("link-base", Notation.HTTP_URL),
                section.value("link-expiry", Notation.DURATION).orElse(Duration.ZERO),
                section.values("release", Notation.LABEL_NAME),
                section.value("key", Notation.SECRET));
    }
}
