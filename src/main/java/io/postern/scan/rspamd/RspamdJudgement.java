package io.postern.scan.rspamd;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

import io.postern.config.Scan;
import io.postern.message.FieldCounts;
import io.postern.message.HeaderEdits;
import io.postern.scan.Match;
import io.postern.scan.Verdict;
import io.postern.smtp.Reply;

/**
 * What rspamd's actions mean here. A result that is not of all its symbols is none, whatever its action: only a reject
 * stands, for what was missed could hardly have undone it.
 */
final class RspamdJudgement {

    /** rspamd ends its look a little early. */
    private static final double EARLY_SECONDS = 0.1;
    private static final String TIMEOUT_MESSAGE = "timeout processing message";

    private final Scan config;
    private final Scan.Kind.Rspamd kind;
    private final Predicate<String> unsureSymbol;

    RspamdJudgement(Scan config, Scan.Kind.Rspamd kind) {
        this.config = config;
        this.kind = kind;
        this.unsureSymbol = kind.unsureSymbols().stream().map(RspamdJudgement::like).reduce(_ -> false, Predicate::or);
    }

    /** A star at the start stands for anything. */
    private static Predicate<String> like(String pattern) {
        return pattern.startsWith("*") ? symbol -> symbol.endsWith(pattern.substring(1)) : pattern::equals;
    }

    /** @throws IllegalArgumentException where the result names a field that cannot be one */
    Verdict of(RspamdAnswer.Result result, FieldCounts counts) {
        var edits = RspamdEdits.of(result, counts);
        if (result.action().equals("reject")) {
            return result.milter().noAction() ? noAction(result, edits) : rejected(result, edits, counts);
        }
        var missing = missing(result);
        if (missing.isPresent()) {
            return new Verdict.Unsure(missing.get());
        }
        return result.milter().noAction() ? noAction(result, edits) : switch (result.action()) {
            case "no action" -> passing(edits);
            case "greylist" -> kind.greylist() ? deferred(result, "Greylisted, try again later") : passing(edits);
            case "add header" -> passing(edits.then(mark(result, counts)));
            case "rewrite subject" -> passing(edits.then(result.subject()
                    .map(subject -> RspamdEdits.subject(subject, counts)).orElseGet(() -> mark(result, counts))));
            case "soft reject" -> deferred(result, "Try again later");
            case "quarantine" -> new Verdict.Quarantine(why(result));
            case "discard" -> new Verdict.Discard(why(result));
            default -> new Verdict.Unsure("unknown-action");
        };
    }

    /** Why the result is not one, as a bounded word. */
    private Optional<String> missing(RspamdAnswer.Result result) {
        boolean cutOff = result.seconds() >= kind.taskTimeout().toMillis() / 1_000.0 - EARLY_SECONDS
                || result.message().filter(TIMEOUT_MESSAGE::equals).isPresent();
        if (cutOff) {
            return Optional.of("rspamd-timeout");
        }
        if (result.skipped()) {
            return Optional.of("skipped");
        }
        return result.symbols().stream().anyMatch(unsureSymbol) ? Optional.of("rspamd-symbol") : Optional.empty();
    }

    private static Verdict passing(HeaderEdits edits) {
        return edits.isEmpty() ? Verdict.Clean.CLEAN : new Verdict.Tag(edits);
    }

    private static Verdict noAction(RspamdAnswer.Result result, HeaderEdits edits) {
        return new Verdict.Tag(edits.then(HeaderEdits.of("X-Rspamd-Action", result.action())));
    }

    private HeaderEdits mark(RspamdAnswer.Result result, FieldCounts counts) {
        return RspamdEdits.mark(result.milter(), kind.spamHeader(), counts);
    }

    private static Verdict deferred(RspamdAnswer.Result result, String usually) {
        return new Verdict.Defer(why(result), Optional.of(Reply.of(451, "4.7.1", words(result, usually))));
    }

    /** The configuration's word counts first, then what rspamd says of this message. */
    private Verdict rejected(RspamdAnswer.Result result, HeaderEdits edits, FieldCounts counts) {
        var reject = new Verdict.Reject(why(result), Optional.of(Reply.of(550, "5.7.1", words(result, "Spam message rejected"))));
        if (config.onMatch() != Scan.OnMatch.REJECT) {
            var softened = new Match(config, why(result)).verdict();
            return softened instanceof Verdict.Tag(var tag, _)
                    ? new Verdict.Tag(edits.then(mark(result, counts)).then(tag)) : softened;
        }
        return switch (result.milter().reject()) {
            case "discard" -> new Verdict.Discard(why(result));
            case "quarantine" -> new Verdict.Quarantine(why(result));
            default -> reject;
        };
    }

    private static String why(RspamdAnswer.Result result) {
        return String.format(Locale.ROOT, "%s, score %.2f", result.action(), result.score());
    }

    /** A reply has one line of printable characters. */
    private static String words(RspamdAnswer.Result result, String usually) {
        return result.message().map(text -> text.replaceAll("[^ -~]+", " ").strip()).filter(text -> !text.isEmpty())
                .orElse(usually);
    }
}
