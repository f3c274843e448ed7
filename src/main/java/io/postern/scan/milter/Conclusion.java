package io.postern.scan.milter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.postern.message.Body;
import io.postern.scan.Verdict;
import io.postern.scan.milter.FilterReply.Plain;
import io.vertx.core.Future;

/** What a filter says once it has the whole message: its requests, and then the last word. */
final class Conclusion {

    /** A filter that goes on wishing has lost its way. */
    private static final int MOST_REQUESTS = 10_000;

    private final HeaderRequests header;
    private final Body before;
    private final Supplier<OtherBody> body;
    private final long mostOctets;
    private Optional<OtherBody> other = Optional.empty();
    private Optional<String> quarantine = Optional.empty();
    private final List<String> refused = new ArrayList<>();
    private int requests;
    private long octets;

    /**
     * {@code body} makes the other body if there is to be one, which {@code before} keeps then; {@code mostOctets}: of the
     * texts of all other requests.
     */
    Conclusion(HeaderRequests header, Body before, Supplier<OtherBody> body, long mostOctets) {
        this.header = header;
        this.before = before;
        this.body = body;
        this.mostOctets = mostOctets;
    }

    /** Takes one answer; the last one brings the verdict. */
    Future<Optional<Verdict>> take(FilterReply reply) {
        octets += octets(reply);
        if (++requests > MOST_REQUESTS && !(reply instanceof FilterReply.ReplaceBody) || octets > mostOctets) {
            return said(new Verdict.Unsure("endless"));
        }
        return switch (reply) {
            case FilterReply.AddHeader add -> wish(header.add(add), "field " + add.name());
            case FilterReply.InsertHeader insert -> wish(header.insert(insert), "field " + insert.name());
            case FilterReply.ChangeHeader change ->
                    wish(header.change(change), "change of field " + change.occurrence() + " of " + change.name());
            case FilterReply.ChangeEnvelope(var what) -> wish(false, what);
            case FilterReply.Quarantine(var reason) -> {
                quarantine = Optional.of(reason);
                yield more();
            }
            case FilterReply.ReplaceBody(var octets) -> {
                other = other.or(() -> Optional.of(body.get()));
                yield other.orElseThrow().add(octets).map(Optional.empty());
            }
            case Plain.CONTINUE, Plain.ACCEPT -> passed();
            default -> Judgement.of(Stage.END_OF_MESSAGE, reply) instanceof Judgement.Over(var verdict)
                    ? said(verdict) : said(new Verdict.Unsure(FilterReply.Broken.BABBLE.cause()));
        };
    }

    /** Of what is held until the end; another body has a budget of its own. */
    private static int octets(FilterReply reply) {
        return switch (reply) {
            case FilterReply.AddHeader(var name, var value) -> name.length() + value.length();
            case FilterReply.InsertHeader(_, var name, var value) -> name.length() + value.length();
            case FilterReply.ChangeHeader(_, var name, var value) -> name.length() + value.length();
            case FilterReply.ChangeEnvelope(var what) -> what.length();
            case FilterReply.Quarantine(var reason) -> reason.length();
            default -> 0;
        };
    }

    /** The requests that could not be met, in words. */
    List<String> refused() {
        return refused;
    }

    private Future<Optional<Verdict>> wish(boolean met, String what) {
        if (!met) {
            refused.add(what);
        }
        return more();
    }

    private static Future<Optional<Verdict>> more() {
        return Future.succeededFuture(Optional.empty());
    }

    private static Future<Optional<Verdict>> said(Verdict verdict) {
        return Future.succeededFuture(Optional.of(verdict));
    }

    private Future<Optional<Verdict>> passed() {
        if (quarantine.isPresent()) {
            return said(new Verdict.Quarantine(quarantine.get()));
        }
        var edits = header.edits();
        if (other.isEmpty()) {
            return said(edits.isEmpty() ? Verdict.Clean.CLEAN : new Verdict.Tag(edits));
        }
        return other.get().end().map(made -> {
            made.ifPresent(before::keep);
            return Optional.of(made.isPresent() ? new Verdict.Tag(edits, made) : new Verdict.Unsure("body-budget"));
        });
    }

    /** After the end: gives back what no verdict has taken. */
    void close() {
        other.ifPresent(OtherBody::discard);
    }
}
