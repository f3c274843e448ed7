package io.postern.admin;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.postern.quarantine.QuarantineQuery;

/**
 * The parameters by which messages in quarantine are chosen: {@code q} words, {@code since} and {@code until} times,
 * {@code sender}, {@code recipient}, {@code route}, {@code verdict}, {@code scanner}.
 */
final class QuarantineQueries {

    static final List<String> NAMES = Stream.concat(Stream.of("q", "since", "until"),
            Stream.of(QuarantineQuery.Field.values()).map(QuarantineQueries::name)).toList();

    private static final int MOST_CHARACTERS = 400;

    private QuarantineQueries() {
    }

    /** Empty if a parameter is not what it should be. */
    static Optional<QuarantineQuery> of(Call call) {
        try {
            var query = QuarantineQuery.words(text(call, "q")).between(time(call, "since"), time(call, "until"));
            for (var field : QuarantineQuery.Field.values()) {
                var value = text(call, name(field));
                query = value.isEmpty() ? query : query.with(field, value);
            }
            return Optional.of(query);
        } catch (IllegalArgumentException | DateTimeParseException wrong) {
            return Optional.empty();
        }
    }

    static String name(QuarantineQuery.Field field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    /** Silence about a parameter that stands there twice would choose more than was meant. */
    private static String text(Call call, String name) {
        if (call.query().getAll(name).size() > 1 || call.only(name).length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(name);
        }
        return call.only(name);
    }

    private static Optional<Instant> time(Call call, String name) {
        return Optional.of(text(call, name)).filter(text -> !text.isEmpty()).map(Instant::parse);
    }
}
