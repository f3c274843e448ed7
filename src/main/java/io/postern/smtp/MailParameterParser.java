package io.postern.smtp;

import java.util.Optional;
import java.util.OptionalLong;

/** The ESMTP parameters of MAIL (RFC 5321 §4.1.2 {@code Mail-parameters}): only what is offered is taken. */
final class MailParameterParser {

    sealed interface Parameters {

        record Ok(MailParameters parameters) implements Parameters {
        }

        record Bad(Reply reply) implements Parameters {
        }
    }

    /** RFC 3461 §4.4. */
    private static final int MAX_ENVELOPE_ID = 100;

    private static final Parameters NONE = new Parameters.Ok(MailParameters.NONE);

    private final Offer offer;
    private OptionalLong size = OptionalLong.empty();
    private Optional<BodyType> body = Optional.empty();
    private boolean smtpUtf8;
    private Optional<MailParameters.Ret> ret = Optional.empty();
    private Optional<String> envelopeId = Optional.empty();
    private boolean prdr;

    private MailParameterParser(Offer offer) {
        this.offer = offer;
    }

    /** {@code text} from {@code from} on is what follows the path. */
    static Parameters parse(String text, int from, Offer offer) {
        if (from == text.length()) {
            return NONE;
        }
        var parser = new MailParameterParser(offer);
        for (var next = Parameter.at(text, from); next.isPresent(); next = Parameter.at(text, next.get().end())) {
            if (!parser.isOffered(next.get())) {
                return new Parameters.Bad(next.get().refusal());
            }
            if (!parser.take(next.get())) {
                return new Parameters.Bad(Replies.BAD_PARAMETER);
            }
        }
        return new Parameters.Ok(new MailParameters(
                parser.size, parser.body, parser.smtpUtf8, parser.ret, parser.envelopeId, parser.prdr));
    }

    private boolean isOffered(Parameter parameter) {
        return switch (parameter.keyword()) {
            case "SIZE", "SMTPUTF8", "PRDR" -> true;
            case "BODY" -> offer.binaryMime()
                    || parameter.value().filter(BodyType.BINARY_MIME.keyword()::equalsIgnoreCase).isEmpty();
            case "RET", "ENVID" -> offer.dsn();
            default -> false;
        };
    }

    /** False if it is malformed or comes again. */
    private boolean take(Parameter parameter) {
        var value = parameter.value();
        return switch (parameter.keyword()) {
            case "SIZE" -> size.isEmpty() && (size = size(value.orElse(""))).isPresent();
            case "BODY" -> body.isEmpty() && (body = value.flatMap(MailParameterParser::bodyType)).isPresent();
            // RFC 6531 §3.4: takes no value
            case "SMTPUTF8" -> !smtpUtf8 && value.isEmpty() && (smtpUtf8 = true);
            case "PRDR" -> !prdr && value.isEmpty() && (prdr = true);
            case "RET" -> ret.isEmpty() && (ret = value.flatMap(MailParameterParser::ret)).isPresent();
            case "ENVID" -> envelopeId.isEmpty() && (envelopeId = value
                    .filter(it -> it.length() <= MAX_ENVELOPE_ID && Xtext.isPrintable(it))).isPresent();
            default -> false;
        };
    }

    private static Optional<BodyType> bodyType(String value) {
        for (var type : BodyType.values()) {
            if (type.keyword().equalsIgnoreCase(value)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** RFC 3461 §4.3. */
    private static Optional<MailParameters.Ret> ret(String value) {
        if (value.equalsIgnoreCase("FULL")) {
            return Optional.of(MailParameters.Ret.FULL);
        }
        return value.equalsIgnoreCase("HDRS") ? Optional.of(MailParameters.Ret.HDRS) : Optional.empty();
    }

    /** RFC 1870 §3: up to 20 digits. What does not fit a long is larger than any message. */
    private static OptionalLong size(String digits) {
        if (digits.isEmpty() || digits.length() > 20) {
            return OptionalLong.empty();
        }
        long size = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            size = size > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : 10 * size + digit;
        }
        return OptionalLong.of(size);
    }
}
