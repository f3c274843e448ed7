package io.postern.relay;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.config.Config;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.smtp.Reply;
import org.slf4j.event.Level;

/**
 * One message on one connection, from MAIL to the dot's reply. Keeps I2 (a refused recipient: no dot) and I4 (one dot,
 * with permission). Ends the lease itself: a clean connection goes back to the pool, any other is closed.
 *
 * <p>A chunk that is the last is the dot. Once it is written together with MAIL and RCPT, an answer that is missing, whichever
 * it is, leaves a duplicate possible, and nothing is tried elsewhere. Only a hop that refused MAIL or RCPT, and the
 * chunk too, has said that there was no transaction for the chunk to end: then its refusal counts as if the chunk had
 * never been sent.
 */
final class Transaction implements Conversation, BodyPump.Owner {

    /** Hears the end, once. {@code unheard}: the connection was a reused one and had gone before any answer to MAIL. */
    interface Ended {

        void ended(Outcome outcome, boolean unheard);
    }

    private final RelayConnection connection;
    private final RelayPool pool;
    private final Config config;
    private final Metrics metrics;
    private final Delivery delivery;
    private final boolean reused;
    private final Ended ended;
    private final boolean pipelining;
    private final MailCommands commands;
    private final EnvelopeAnswers answers;
    private final Carriage carriage;
    /** The reply that is due. */
    private Phase phase = Phase.MAIL;
    private long sinceNanos = System.nanoTime();
    /** What makes the message whole has been written: I4. */
    private boolean dotted;
    private long dotDeadlineNanos;
    private BodyPump pump;

    Transaction(RelayConnection connection, RelayPool pool, Config config, Metrics metrics, Delivery delivery,
            boolean reused, Ended ended) {
        this.connection = connection;
        this.pool = pool;
        this.config = config;
        this.metrics = metrics;
        this.delivery = delivery;
        this.reused = reused;
        this.ended = ended;
        var hop = connection.capabilities();
        this.pipelining = hop.pipelining();
        this.commands = new MailCommands(delivery, hop);
        this.answers = new EnvelopeAnswers(connection.hop(), delivery.envelope(), hop);
        this.carriage = Carriage.of(delivery, hop, reused);
    }

    void start() {
        var lack = commands.lack();
        if (lack.isPresent() || answers.isHopeless()) {
            pool.giveBack(connection);
            ended.ended(lack.<Outcome>map(what -> new Outcome.Lacks(connection.hop(), what)).orElseGet(answers::tooMany), false);
            return;
        }
        connection.countMessage();
        connection.trace(delivery.witness().trace());
        connection.converse(this);
        var out = connection.wire().allocator().buffer(pipelining ? 64 + 64 * (1 + answers.offered()) : 320);
        commands.mail(out);
        if (pipelining) {
            for (var recipient : delivery.envelope().recipients().subList(0, answers.offered())) {
                commands.rcpt(out, recipient);
            }
            sendTogether(out);
        } else {
            connection.send(out, 1, deadline());
        }
    }

    private void sendTogether(ByteBuf out) {
        switch (carriage) {
            case DATA -> {
                MailCommands.data(out);
                connection.send(out, answers.offered() + 2, deadline());
            }
            case BDAT -> connection.send(out, answers.offered() + 1, deadline());
            case ONE_FLIGHT -> {
                commands.bdat(out);
                connection.traced(out);
                pump = new BodyPump(connection, delivery, carriage, this);
                pump.start(out);
            }
        }
    }

    private long deadline() {
        return dotted ? dotDeadlineNanos : earlier(System.nanoTime() + phase.timeout(config.timeouts()).toNanos());
    }

    private long earlier(long untilNanos) {
        return untilNanos - delivery.budgetDeadlineNanos() < 0 ? untilNanos : delivery.budgetDeadlineNanos();
    }

    @Override
    public void answered(Reply reply) {
        if (reply.code() == 421 && phase != Phase.DOT) {
            boolean farewell = phase == Phase.MAIL && reused;
            connection.close();
            end(new Outcome.Refused(connection.hop(), dotted ? Phase.DOT : phase, reply), farewell, "refused");
        } else if (!isDue(reply)) {
            connection.close();
            babbled("reply " + reply.code() + " where none is due");
        } else {
            switch (phase) {
                case MAIL -> mailAnswered(reply);
                case RCPT -> recipientAnswered(reply);
                case DATA -> dataAnswered(reply);
                case BODY -> bodyRefused(reply);
                default -> dotAnswered(reply);
            }
        }
    }

    private boolean isDue(Reply reply) {
        return switch (phase) {
            case DATA -> !reply.isPositive();
            case BODY -> !reply.isPositive() && !reply.isIntermediate();
            default -> !reply.isIntermediate();
        };
    }

    private void mailAnswered(Reply reply) {
        enter(Phase.RCPT);
        if (reply.isPositive()) {
            next();
        } else {
            answers.mailRefused(reply);
            if (pipelining) {
                next();
            } else {
                end(resetWith(answers.refusal()), false, "refused");
            }
        }
    }

    private void recipientAnswered(Reply reply) {
        answers.recipient(reply);
        next();
    }

    /** The next command where it was not sent ahead; the phase of the reply that is due. */
    private void next() {
        if (!answers.isMore()) {
            afterRecipients();
        } else if (pipelining) {
            connection.until(deadline());
        } else {
            var out = connection.wire().allocator().buffer(320);
            commands.rcpt(out, answers.next());
            connection.send(out, 1, deadline());
        }
    }

    private void afterRecipients() {
        if (carriage == Carriage.ONE_FLIGHT) {
            enter(Phase.DOT);
        } else if (pipelining && carriage == Carriage.DATA) {
            enter(Phase.DATA);
            connection.until(deadline());
        } else if (!answers.permitBody()) {
            end(resetWith(answers.refusal()), false, "refused");
        } else if (carriage == Carriage.BDAT) {
            sendBody();
        } else {
            enter(Phase.DATA);
            var out = connection.wire().allocator().buffer(16);
            MailCommands.data(out);
            connection.send(out, 1, deadline());
        }
    }

    private void dataAnswered(Reply reply) {
        if (!reply.isIntermediate()) {
            var outcome = answers.permitBody() ? answers.refused(Phase.DATA, reply) : answers.refusal();
            end(resetWith(outcome), false, "refused");
        } else if (!answers.permitBody()) {
            // after a 354 only a dot or the end of the connection ends the body
            connection.close();
            end(answers.refusal(), false, "refused");
        } else {
            sendBody();
        }
    }

    /** RSET before the connection is used again; the outcome does not wait for it. */
    private Outcome resetWith(Outcome outcome) {
        if (connection.isClean()) {
            Reset.of(connection, pool, System.nanoTime() + Phase.RSET.timeout(config.timeouts()).toNanos());
        } else {
            connection.close();
        }
        return outcome;
    }

    private void sendBody() {
        enter(Phase.BODY);
        if (connection.hasSurplus()) {
            connection.close();
            babbled("octets before the body");
            return;
        }
        // one reply, which a hop that has seen enough may give before the end
        connection.expect(1, deadline());
        pump = new BodyPump(connection, delivery, carriage, this);
        pump.start(carriage == Carriage.BDAT ? chunk() : Unpooled.EMPTY_BUFFER);
    }

    private ByteBuf chunk() {
        var out = connection.wire().allocator().buffer(32);
        commands.bdat(out);
        return out;
    }

    @Override
    public void progressed() {
        connection.until(deadline());
    }

    /** I4: permission for the dot, asked once, immediately before it is written. */
    @Override
    public boolean mayEnd() {
        if (delivery.budgetSpent()) {
            connection.close();
            end(new Outcome.BudgetSpent(phase), false, "lost");
            return false;
        }
        if (!delivery.stillWanted().getAsBoolean()) {
            connection.close();
            end(new Outcome.Lost(Optional.empty(), phase, "not wanted any more", false), false, "lost");
            return false;
        }
        return true;
    }

    @Override
    public void ending() {
        dotted = true;
        dotDeadlineNanos = System.nanoTime() + delivery.dotReply().toNanos();
        if (carriage == Carriage.ONE_FLIGHT) {
            connection.expect(3, dotDeadlineNanos);
        } else {
            enter(Phase.DOT);
            connection.until(dotDeadlineNanos);
        }
    }

    @Override
    public void unreadable(Throwable cause) {
        if (!dotted) {
            connection.close();
            var why = "body unreadable: " + cause.getMessage();
            end(new Outcome.Lost(Optional.empty(), Phase.BODY, why, false), false, "lost");
        }
    }

    /** The hop has seen enough before the end: its words stand, and the rest is not sent. */
    private void bodyRefused(Reply reply) {
        connection.close();
        end(answers.refused(Phase.BODY, reply), false, "refused");
    }

    private void dotAnswered(Reply reply) {
        if (!answers.permitBody()) {
            chunkAnswered(reply);
        } else if (reply.isPositive()) {
            delivered(reply);
        } else {
            var outcome = answers.refused(Phase.DOT, reply);
            if (reply.code() == 421) {
                connection.close();
            } else {
                resetWith(outcome);
            }
            end(outcome, false, "refused");
        }
    }

    private void delivered(Reply reply) {
        if (connection.isClean()) {
            pool.giveBack(connection);
        } else {
            connection.close();
        }
        if (commands.leavesReportUnsent()) {
            metrics.alert("dsn-not-passed");
            MailLog.event(Level.INFO, "dsn-not-passed", "id", delivery.envelope().id(), "hop", connection.hop().host());
        }
        end(answers.accepted(reply), false, "ok");
    }

    /** The chunk came with a MAIL or a RCPT that was refused, and so has nothing to end. */
    private void chunkAnswered(Reply reply) {
        if (reply.isPositive()) {
            connection.close();
            babbled("took the chunk of a transaction that it refused");
        } else {
            end(resetWith(answers.refusal()), false, "refused");
        }
    }

    @Override
    public void lost(String cause) {
        boolean timeout = cause.equals(RelayConnection.TIMEOUT);
        boolean unheard = reused && phase == Phase.MAIL && !timeout;
        end(outcomeOfLoss(cause, timeout), unheard, timeout ? "timeout" : "lost");
    }

    private Outcome outcomeOfLoss(String cause, boolean timeout) {
        if (!dotted) {
            return timeout && delivery.budgetSpent() ? new Outcome.BudgetSpent(phase)
                    : new Outcome.Lost(Optional.of(connection.hop()), phase, cause, false);
        }
        if (answers.permitBody()) {
            return new Outcome.Lost(Optional.of(connection.hop()), Phase.DOT, cause, true);
        }
        // refused, but without a word on the chunk: the refusal is told, and nobody else is tried
        return answers.refusal() instanceof Outcome.Refused refused
                ? new Outcome.Refused(refused.hop(), Phase.DOT, refused.reply()) : answers.refusal();
    }

    @Override
    public void babbled(String what) {
        end(new Outcome.Babble(connection.hop(), dotted ? Phase.DOT : phase, what, dotted), false, "babble");
    }

    private void enter(Phase next) {
        if (phase != next) {
            long now = System.nanoTime();
            metrics.phase(phase.label(), "ok", now - sinceNanos);
            sinceNanos = now;
            phase = next;
        }
    }

    private void end(Outcome outcome, boolean unheard, String result) {
        metrics.phase(phase.label(), result, System.nanoTime() - sinceNanos);
        if (pump != null) {
            pump.stop();
        }
        ended.ended(outcome, unheard);
    }
}
