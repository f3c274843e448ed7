package io.postern.quarantine;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.postern.smtp.Mailbox;

/** Whether a message is one that was asked for, by looking at it. */
final class Matching {

    private Matching() {
    }

    static boolean holds(QuarantineQuery query, QuarantinedMessage message) {
        return query.since().filter(message.time()::isBefore).isEmpty()
                && query.until().filter(until -> !message.time().isBefore(until)).isEmpty()
                && query.fields().entrySet().stream().allMatch(field -> values(message, field.getKey()).contains(field.getValue()))
                && query.words().stream().allMatch(text(message)::contains);
    }

    private static List<String> values(QuarantinedMessage message, QuarantineQuery.Field field) {
        return switch (field) {
            case SENDER -> message.from().mailbox().map(Matching::forms).orElse(Stream.of("<>")).toList();
            case RECIPIENT -> message.recipients().stream().flatMap(Matching::forms).toList();
            case ROUTE -> List.of(lower(message.route()));
            case VERDICT -> List.of(lower(message.verdict()));
            case SCANNER -> List.of(lower(message.scanner()));
        };
    }

    private static Stream<String> forms(Mailbox mailbox) {
        return Stream.of(lower(mailbox.toString()), lower(mailbox.domain().toString()));
    }

    private static String text(QuarantinedMessage message) {
        return lower(String.join("\n", message.id(), message.from().mailbox().map(Mailbox::toString).orElse(""),
                message.recipients().toString(), message.subject(), message.client().getHostAddress(), message.scanner(),
                message.reason()));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
