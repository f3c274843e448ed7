package io.postern.smtp;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The ESMTP parameters of RCPT: those of RFC 3461, where they are offered. */
final class RcptParameterParser {

    sealed interface Parameters {

        record Ok(RcptParameters parameters) implements Parameters {
        }

        record Bad(Reply reply) implements Parameters {
        }
    }

    /** RFC 3461 §4.2, in octets. */
    private static final int MAX_ORIGINAL_RECIPIENT = 500;

    private static final Parameters NONE = new Parameters.Ok(RcptParameters.NONE);
    private static final Parameters BAD = new Parameters.Bad(Replies.BAD_PARAMETER);

    private Optional<Set<RcptParameters.Notify>> notifications = Optional.empty();
    private Optional<String> originalRecipient = Optional.empty();

    private RcptParameterParser() {
    }

    /** {@code text} from {@code from} on is what follows the path. */
    static Parameters parse(String text, int from, Offer offer) {
        if (from == text.length()) {
            return NONE;
        }
        var parser = new RcptParameterParser();
        for (var next = Parameter.at(text, from); next.isPresent(); next = Parameter.at(text, next.get().end())) {
            if (!offer.dsn() || !isKnown(next.get())) {
                return new Parameters.Bad(next.get().refusal());
            }
            if (!parser.take(next.get())) {
                return BAD;
            }
        }
        return new Parameters.Ok(
                new RcptParameters(parser.notifications.orElse(Set.of()), parser.originalRecipient));
    }

    private static boolean isKnown(Parameter parameter) {
        return parameter.keyword().equals("NOTIFY") || parameter.keyword().equals("ORCPT");
    }

    /** False if it is malformed or comes again. */
    private boolean take(Parameter parameter) {
        var value = parameter.value();
        return parameter.keyword().equals("NOTIFY")
                ? notifications.isEmpty()
                        && (notifications = value.flatMap(RcptParameterParser::notifications)).isPresent()
                : originalRecipient.isEmpty()
                        && (originalRecipient = value.flatMap(RcptParameterParser::originalRecipient)).isPresent();
    }

    /** {@code NEVER}, or the others in any order (RFC 3461 §4.1). */
    private static Optional<Set<RcptParameters.Notify>> notifications(String value) {
        var wanted = EnumSet.noneOf(RcptParameters.Notify.class);
        int start = 0;
        while (start <= value.length()) {
            int comma = value.indexOf(',', start);
            int end = comma < 0 ? value.length() : comma;
            var notify = notification(value.substring(start, end));
            if (notify.isEmpty() || !wanted.add(notify.get())) {
                return Optional.empty();
            }
            start = end + 1;
        }
        boolean consistent = wanted.size() == 1 || !wanted.contains(RcptParameters.Notify.NEVER);
        return consistent ? Optional.of(wanted) : Optional.empty();
    }

    private static Optional<RcptParameters.Notify> notification(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "NEVER" -> Optional.of(RcptParameters.Notify.NEVER);
            case "SUCCESS" -> Optional.of(RcptParameters.Notify.SUCCESS);
            case "FAILURE" -> Optional.of(RcptParameters.Notify.FAILURE);
            case "DELAY" -> Optional.of(RcptParameters.Notify.DELAY);
            default -> Optional.empty();
        };
    }

    /** RFC 3461 §4.2, and RFC 6533 §3 for the address type {@code utf-8}. */
    private static Optional<String> originalRecipient(String octets) {
        int semicolon = octets.indexOf(';');
        if (octets.length() > MAX_ORIGINAL_RECIPIENT || !isAtom(octets, semicolon)) {
            return Optional.empty();
        }
        if (octets.regionMatches(true, 0, "utf-8;", 0, 6)) {
            return Utf8.decode(octets).filter(text -> Xtext.isUtf8Address(text.substring(semicolon + 1)));
        }
        return Xtext.isPrintable(octets.substring(semicolon + 1)) ? Optional.of(octets) : Optional.empty();
    }

    private static boolean isAtom(String text, int end) {
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) >= 0x80 || !PathParser.isAtomOctet(text.charAt(i))) {
                return false;
            }
        }
        return end > 0;
    }
}
