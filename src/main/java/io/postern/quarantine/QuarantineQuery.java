package io.postern.quarantine;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which kept messages are meant; what is not written does not matter. They were kept at or after {@code since}, before
 * {@code until}; each field has its value, letter case apart; each of the words, in lower case, begins one of the id,
 * sender, recipients, subject, client, scanner or reason.
 */
public record QuarantineQuery(
        Optional<Instant> since, Optional<Instant> until, Map<Field, String> fields, List<String> words) {

    /** What a message may be asked for by. */
    public enum Field {
        /** An address, a domain, or {@code <>}. */
        SENDER,
        /** An address or a domain. */
        RECIPIENT,
        /** The name of a route. */
        ROUTE,
        /** What was decided, such as {@code quarantine}. */
        VERDICT,
        /** The name of a scanner. */
        SCANNER
    }

    /** Everything that is kept. */
    public static final QuarantineQuery ALL =
            new QuarantineQuery(Optional.empty(), Optional.empty(), Map.of(), List.of());

    public QuarantineQuery {
        fields = Map.copyOf(fields);
        words = List.copyOf(words);
    }

    /** Words apart by white space. */
    public static QuarantineQuery words(String text) {
        return new QuarantineQuery(Optional.empty(), Optional.empty(), Map.of(), split(text));
    }

    public QuarantineQuery with(Field field, String value) {
        var more = new EnumMap<Field, String>(Field.class);
        more.putAll(fields);
        more.put(field, value.toLowerCase(Locale.ROOT));
        return new QuarantineQuery(since, until, more, words);
    }

    public QuarantineQuery between(Optional<Instant> from, Optional<Instant> to) {
        return new QuarantineQuery(from, to, fields, words);
    }

    private static List<String> split(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    }
}
