package io.postern.gateway;

import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.postern.config.Config.Verify;
import io.postern.message.TraceHeader;
import io.postern.observe.MailLog;
import io.postern.receive.Answer;
import io.postern.relay.Delivery;
import io.postern.relay.Outcome;
import io.postern.relay.Relay;
import io.postern.relay.Way;
import io.postern.route.CandidateList;
import io.postern.scan.ScanInput;
import io.postern.scan.ScanResult;
import io.postern.scan.Verdict;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/**
 * The passage of one complete message: scanners, then the next hop or the quarantine, then the answer. 250 is said only
 * for a message that someone else has, or that the configuration discards (I1).
 */
final class Passage {

    private final Shared shared;
    private final Generation generation;
    private final Relay relay;
    private final MessageInFlight message;
    private final Context loop;
    private final BooleanSupplier clientGone;

    Passage(Shared shared, Generation generation, Relay relay, MessageInFlight message, Context loop,
            BooleanSupplier clientGone) {
        this.shared = shared;
        this.generation = generation;
        this.relay = relay;
        this.message = message;
        this.loop = loop;
        this.clientGone = clientGone;
    }

    /** The answer whose one reply is true for every recipient (I2). The body is given back whatever happens. */
    Future<Answer> begin() {
        return Future.succeededFuture()
                .compose(_ -> scan())
                .recover(failure -> Future.succeededFuture(bug(failure)));
    }

    private Future<Answer> scan() {
        var trace = TraceHeader.received(
                message.peer(), message.envelope(), generation.config().hostname(), Instant.now(), message.isHeadless());
        var input = new ScanInput(message.envelope(), message.peer(), message.body(), message.forged(),
                message.destination().profile(), loop);
        return generation.scan().scan(input, message.budget().remaining())
                .compose(result -> judged(trace, result));
    }

    private Future<Answer> judged(byte[] trace, ScanResult result) {
        message.judged(result);
        if (clientGone.getAsBoolean()) {
            return Future.succeededFuture(close("deferred", "client-gone", Replies.NEXT_HOP_LOST, ""));
        }
        return switch (result.verdict()) {
            case Verdict.Clean _, Verdict.Tag _, Verdict.Quarantine _, Verdict.Redirect _ -> goOn(trace, result);
            case Verdict.RefuseRecipients(var refused) -> Future.succeededFuture(refuse(refused));
            case Verdict verdict -> {
                var reply = FailurePolicy.verdict(verdict, message.envelope().id(), false);
                var outcome = verdict instanceof Verdict.Discard ? "discarded" : End.resultOf(reply);
                yield Future.succeededFuture(close(outcome, "scan", reply, ""));
            }
        };
    }

    private Future<Answer> goOn(byte[] trace, ScanResult result) {
        return Outgoing.of(message, trace, result, loop).compose(made -> {
            if (made.isEmpty()) {
                return Future.succeededFuture(close("deferred", "body-budget", Replies.STORAGE_EXHAUSTED, ""));
            }
            var outgoing = made.get();
            return to(outgoing, result).onComplete(_ -> outgoing.release());
        });
    }

    private Future<Answer> to(Outgoing outgoing, ScanResult result) {
        return switch (result.verdict()) {
            case Verdict.Quarantine quarantine -> new Keeping(shared, generation, relay, message, loop)
                    .keep(outgoing, result.scanner(), quarantine).map(this::close);
            case Verdict.Redirect(_, var to) -> new Redirection(shared, generation, relay, message, clientGone)
                    .send(outgoing, to).map(this::close);
            default -> deliver(outgoing);
        };
    }

    private Answer refuse(Map<Mailbox, Reply> refused) {
        var key = message.destination().keyFor(message.peer().address());
        refused.forEach((mailbox, reply) ->
                shared.learned().refused(message.envelope().from(), mailbox, key, Replies.printable(reply)));
        return close("deferred", "recipients", Replies.SOME_RECIPIENTS_REFUSED, "");
    }

    private Future<Answer> deliver(Outgoing outgoing) {
        return generation.router().candidates(message.destination()).compose(list -> switch (list) {
            case CandidateList.Failed failed -> Future.succeededFuture(close(
                    End.resultOf(FailurePolicy.routing(failed.failure())), "route",
                    FailurePolicy.routing(failed.failure()), failed.detail()));
            case CandidateList.Found found -> deliver(outgoing, found);
        });
    }

    private Future<Answer> deliver(Outgoing outgoing, CandidateList.Found found) {
        message.routed();
        var head = outgoing.head();
        var delivery = new Delivery(
                found.candidates(), message.envelope(), head, outgoing.body(),
                message.budget().deadlineNanos(), generation.config().timeouts().dotReply(), () -> !clientGone.getAsBoolean(),
                Way.of(message.destination().route(), message.destination().terms(), message.peer()), message);
        return relay.deliver(delivery)
                .onComplete(_ -> head.release())
                .map(outcome -> delivered(outcome));
    }

    private Answer delivered(Outcome outcome) {
        message.relayed(outcome);
        var answer = FailurePolicy.answer(outcome, message.envelope(), message.destination().softBounce());
        learn(outcome);
        if (outcome instanceof Outcome.Refused refused && refused.reply().isAboutClient()) {
            shared.metrics().alert("next-hop-refuses-us");
        }
        close(outcome instanceof Outcome.Accepted ? "delivered" : End.resultOf(answer.reply()),
                OutcomeWords.cause(outcome), answer.reply(), OutcomeWords.detail(outcome));
        return answer;
    }

    private void learn(Outcome outcome) {
        switch (outcome) {
            case Outcome.RecipientsRefused some -> learn(some.hop().host(), some.refused(), isMixed(some));
            case Outcome.Accepted accepted -> {
                if (!accepted.refused().isEmpty()) {
                    learn(accepted.hop().host(), accepted.refused(), false);
                }
                learnTaken(accepted);
            }
            case Outcome.Refused _, Outcome.Lost _, Outcome.Babble _, Outcome.Lacks _, Outcome.BudgetSpent _ -> { }
        }
    }

    /** Where one reply did not speak for all, what each heard; else what was said of an address, whoever writes to it. */
    private void learn(String host, Map<Mailbox, Reply> refused, boolean mixed) {
        if (!mixed && message.destination().checks().verify() == Verify.OFF) {
            return;
        }
        var key = message.destination().keyFor(message.peer().address());
        refused.forEach((mailbox, reply) -> {
            var words = FailurePolicy.learned(host, reply, message.destination().softBounce());
            if (!reply.isAboutClient() && mixed) {
                shared.learned().refused(message.envelope().from(), mailbox, key, words);
            } else if (!reply.isAboutClient()) {
                shared.learned().refused(mailbox, key, words);
            }
        });
    }

    private void learnTaken(Outcome.Accepted accepted) {
        boolean probing = message.destination().checks().verify() == Verify.PROBE;
        if (shared.learned().isEmpty() && !probing) {
            return;
        }
        var key = message.destination().keyFor(message.peer().address());
        for (var mailbox : message.envelope().recipients()) {
            if (!accepted.refused().containsKey(mailbox)) {
                shared.learned().accepted(message.envelope().from(), mailbox, key);
                if (probing) {
                    shared.learned().known(mailbox, key);
                }
            }
        }
    }

    /** Where one reply speaks for all, or each recipient hears its own, nothing has to be remembered of a sender. */
    private boolean isMixed(Outcome.RecipientsRefused some) {
        return some.accepted() > 0 || !FailurePolicy.isPerRecipient(message.envelope())
                && some.refused().values().stream().map(Reply::isPermanent).distinct().count() > 1;
    }

    private Answer bug(Throwable failure) {
        shared.metrics().internalError();
        MailLog.limited(Level.ERROR, "mail-failed", "id", message.envelope().id(), failure);
        return close("deferred", "bug", Replies.INTERNAL_ERROR, failure.toString());
    }

    private Answer close(End end) {
        return close(end.result(), end.cause(), end.reply(), end.detail());
    }

    /** The one line, the metrics, and the end of the body. */
    private Answer close(String result, String cause, Reply reply, String detail) {
        message.close(shared, result, cause, reply, detail);
        return FailurePolicy.toAll(message.envelope(), reply);
    }
}
