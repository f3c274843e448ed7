package io.postern.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.message.BodyWriter;
import io.postern.message.HeaderField;
import io.postern.observe.MailLog;
import io.postern.quarantine.QuarantinedMessage;
import io.postern.relay.Delivery;
import io.postern.relay.Outcome;
import io.postern.relay.Relay;
import io.postern.relay.Way;
import io.postern.route.CandidateList;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.vertx.core.Context;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/**
 * Tells the recipients of a message that it is in quarantine, by the way that the message itself would have gone. There is no
 * queue for it: a notice that is not taken now is told to log and metrics, and the message is in quarantine all the same.
 */
record QuarantineNotice(Shared shared, Generation generation, Relay relay, Context loop) {

    /**
     * Returns at once; called on the loop, while the caller holds the message's body. Nobody is told of a message without a
     * sender, so that no notice leads to another one (RFC 5321 §4.5.5).
     */
    void send(MessageInFlight message, QuarantinedMessage kept) {
        if (message.envelope().from().mailbox().isEmpty()) {
            return;
        }
        var id = shared.ids().next();
        message.body().retain();
        loop.executeBlocking(() -> text(id, message.body(), kept), false)
                .onComplete(_ -> message.body().release())
                .compose(text -> body(message.body().writer(loop), text))
                .compose(body -> body.isEmpty() ? Future.failedFuture("no room for it")
                        : deliver(id, message, kept.recipients(), body.get()).onComplete(_ -> body.get().release()))
                .onComplete(sent -> told(kept.id(), sent.succeeded() && sent.result() instanceof Outcome.Accepted,
                        sent.succeeded() ? OutcomeWords.detail(sent.result()) : String.valueOf(sent.cause().getMessage())));
    }

    private byte[] text(String id, Body body, QuarantinedMessage kept) throws IOException {
        String subject;
        String from;
        try (var content = body.contentStream()) {
            subject = HeaderField.first(content, "subject");
        }
        try (var content = body.contentStream()) {
            from = HeaderField.first(content, "from");
        }
        return new NoticeText(generation.config(), id, Instant.now(), kept, from, subject).message()
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Future<Optional<Body>> body(BodyWriter writer, byte[] text) {
        return writer.append(Unpooled.wrappedBuffer(text)).map(appended ->
                appended == BodyWriter.Appended.KEPT ? Optional.of(writer.finish(0, text.length, false)) : Optional.empty());
    }

    /** Where some recipients are refused, nobody gets it: then once more without them. */
    private Future<Outcome> deliver(String id, MessageInFlight message, List<Mailbox> recipients, Body body) {
        return attempt(id, message, recipients, body).compose(outcome ->
                outcome instanceof Outcome.RecipientsRefused(_, var refused, int accepted) && accepted > 0
                        ? attempt(id, message, without(recipients, refused.keySet()), body)
                        : Future.succeededFuture(outcome));
    }

    private static List<Mailbox> without(List<Mailbox> recipients, Set<Mailbox> refused) {
        return recipients.stream().filter(recipient -> !refused.contains(recipient)).toList();
    }

    private Future<Outcome> attempt(String id, MessageInFlight message, List<Mailbox> recipients, Body body) {
        var destination = message.destination();
        var parameters = new MailParameters(OptionalLong.empty(), Optional.empty(), message.envelope().parameters().smtpUtf8());
        return generation.router().candidates(destination).compose(list -> switch (list) {
            case CandidateList.Failed(_, var detail) -> Future.failedFuture(detail);
            case CandidateList.Found(var candidates) -> relay.deliver(new Delivery(
                    candidates, new Envelope(id, ReversePath.NULL, recipients, parameters), Unpooled.EMPTY_BUFFER, body,
                    Budget.startingNow(generation.config().timeouts().budget()).deadlineNanos(),
                    generation.config().timeouts().dotReply(), () -> true,
                    Way.of(destination.route(), destination.terms(), message.peer()), Delivery.Witness.NONE));
        });
    }

    private void told(String id, boolean taken, String detail) {
        shared.metrics().quarantineNotice(taken ? "delivered" : "failed");
        MailLog.event(taken ? Level.INFO : Level.WARN, "quarantine-notice", "id", id, "delivered", taken, "detail", detail);
    }
}
