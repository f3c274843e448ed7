package io.postern.relay;

import io.postern.config.Config;
import io.postern.route.HopHealth;
import io.postern.smtp.Extension;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * A transaction that ends with the answer to RCPT: MAIL with the null reverse-path, for what a sender's reputation causes is
 * not the question, RCPT, then RSET. Its attempt at the hop has begun already.
 */
final class RecipientQuestion implements Conversation, RelayPool.Lessee {

    private final Wanted wanted;
    private final Mailbox recipient;
    private final RelayPool pool;
    private final Config config;
    private final HopHealth health;
    private final Promise<Verification> promise;
    private RelayConnection connection;
    private boolean reused;
    private boolean pipelining;
    private boolean mailAnswered;
    private boolean mailRefused;

    RecipientQuestion(Wanted wanted, Mailbox recipient, RelayPool pool, Config config, HopHealth health,
            Promise<Verification> promise) {
        this.wanted = wanted;
        this.recipient = recipient;
        this.pool = pool;
        this.config = config;
        this.health = health;
        this.promise = promise;
    }

    Future<Verification> start() {
        pool.lease(wanted, false, this);
        return promise.future();
    }

    @Override
    public void leased(RelayConnection leased, boolean isReused) {
        connection = leased;
        reused = isReused;
        var hop = leased.capabilities();
        if (!hop.has(Extension.SMTP_UTF8) && !recipient.hasAsciiForm()) {
            pool.giveBack(leased);
            health.abandoned(wanted.hop().address());
            promise.complete(new Verification.Unsaid("the next hop has no SMTPUTF8"));
            return;
        }
        pipelining = hop.pipelining();
        leased.countMessage();
        leased.converse(this);
        var out = leased.wire().allocator().buffer(512);
        MailCommands.mailFromNobody(out, recipient, hop);
        if (pipelining) {
            MailCommands.rcpt(out, recipient, hop);
        }
        leased.send(out, pipelining ? 2 : 1, wanted.budgetDeadlineNanos());
    }

    @Override
    public void unreached(Outcome outcome) {
        throw new IllegalStateException("no rival was named");
    }

    @Override
    public void failed(Outcome outcome) {
        switch (FailoverRule.health(outcome)) {
            case TROUBLE -> health.failed(wanted.hop().address(), FailoverRule.trouble(outcome));
            case ANSWERS -> health.succeeded(wanted.hop().address());
            case UNSAID -> health.abandoned(wanted.hop().address());
        }
        promise.complete(new Verification.Unsaid(outcome.toString()));
    }

    @Override
    public void answered(Reply reply) {
        if (reply.code() == 421 || reply.isIntermediate()) {
            connection.close();
            lost("answered " + reply.code());
        } else if (connection.hasSurplus()) {
            connection.close();
            babbled("octets after the reply");
        } else if (!mailAnswered) {
            mailAnswered = true;
            mailRefused = !reply.isPositive();
            if (mailRefused && !pipelining) {
                end(new Verification.Unsaid("MAIL FROM:<> answered " + reply.code()));
            } else if (!pipelining) {
                sendRcpt();
            }
        } else {
            end(mailRefused ? new Verification.Unsaid("MAIL FROM:<> refused") : said(reply));
        }
    }

    private void sendRcpt() {
        var rcpt = connection.wire().allocator().buffer(512);
        MailCommands.rcpt(rcpt, recipient, connection.capabilities());
        connection.send(rcpt, 1, wanted.budgetDeadlineNanos());
    }

    /** RFC 5321 §4.3.2: 550, 551 and 553 to RCPT are about the mailbox, unless the status tells of something else. */
    private Verification said(Reply reply) {
        if (reply.isPositive()) {
            return new Verification.Taken();
        }
        boolean aboutMailbox = reply.status()
                .map(status -> status.statusClass() == 5 && status.subject() == 1 && (status.detail() == 1 || status.detail() == 10))
                .orElse(reply.code() == 550 || reply.code() == 551 || reply.code() == 553);
        return reply.isPermanent() && aboutMailbox
                ? new Verification.Refused(wanted.hop(), reply) : new Verification.Unsaid("RCPT answered " + reply.code());
    }

    private void end(Verification verification) {
        health.succeeded(wanted.hop().address());
        if (connection.isClean()) {
            Reset.of(connection, pool, System.nanoTime() + Phase.RSET.timeout(config.timeouts()).toNanos());
        } else {
            connection.close();
        }
        promise.complete(verification);
    }

    /** Late is no trouble: what the hop has to ask itself may take its time. */
    @Override
    public void lost(String cause) {
        if (reused && !mailAnswered && !cause.equals(RelayConnection.TIMEOUT)) {
            reused = false;
            pool.lease(wanted, true, this);
            return;
        }
        health.abandoned(wanted.hop().address());
        promise.complete(new Verification.Unsaid(cause));
    }

    @Override
    public void babbled(String what) {
        health.abandoned(wanted.hop().address());
        promise.complete(new Verification.Unsaid("babble: " + what));
    }
}
