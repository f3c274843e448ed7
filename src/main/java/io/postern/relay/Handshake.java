package io.postern.relay;

import java.util.Optional;

import io.netty.buffer.Unpooled;
import io.postern.config.Config;
import io.postern.observe.Metrics;
import io.postern.smtp.Capabilities;
import io.postern.smtp.Reply;
import io.postern.tls.ClientTls;
import io.postern.tls.TlsPolicy;

/** Greeting, EHLO or HELO, and STARTTLS as demanded, up to where MAIL may be sent. */
final class Handshake implements Conversation {

    /** What came of it; exactly one is called, once. */
    interface Result {

        void ready();

        /** The connection is closed. */
        void failed(Outcome outcome);

        /** TLS failed although it is not required: the connection is closed without its permit; try the hop in plain. */
        void tryInPlain(String cause);
    }

    private final RelayConnection connection;
    private final Config config;
    private final ClientTls clientTls;
    private final TlsPolicy tls;
    private final long budgetDeadlineNanos;
    private final Metrics metrics;
    private final Result result;
    private Phase phase = Phase.GREETING;
    private long sinceNanos = System.nanoTime();
    private boolean helo;
    private boolean encrypted;
    private boolean upgrading;
    private boolean over;

    Handshake(RelayConnection connection, Config config, ClientTls clientTls, TlsPolicy tls, long budgetDeadlineNanos,
            Metrics metrics, Result result) {
        this.connection = connection;
        this.config = config;
        this.clientTls = clientTls;
        this.tls = tls;
        this.budgetDeadlineNanos = budgetDeadlineNanos;
        this.metrics = metrics;
        this.result = result;
    }

    void start() {
        connection.converse(this);
        connection.expect(1, deadline());
    }

    private long deadline() {
        long until = System.nanoTime() + phase.timeout(config.timeouts()).toNanos();
        return until - budgetDeadlineNanos < 0 ? until : budgetDeadlineNanos;
    }

    @Override
    public void answered(Reply reply) {
        if (connection.hasSurplus()) {
            // RFC 3207 §4.2 and CVE-2011-0411: what came before TLS must not count after it
            connection.close();
            babbled("octets after the reply");
        } else if (reply.isIntermediate()) {
            connection.close();
            babbled("reply " + reply.code() + " where none is due");
        } else {
            switch (phase) {
                case GREETING -> greeted(reply);
                case EHLO -> introduced(reply);
                default -> startTls(reply);
            }
        }
    }

    private void greeted(Reply reply) {
        if (!reply.isPositive()) {
            refused(reply);
        } else {
            ehlo();
        }
    }

    private void ehlo() {
        enter(Phase.EHLO);
        connection.send("EHLO " + config.hostname() + "\r\n", 1, deadline());
    }

    private void introduced(Reply reply) {
        if (reply.isPositive()) {
            connection.capabilities(helo ? Capabilities.NONE : Capabilities.parse(reply));
            secure();
        } else if (reply.isPermanent() && !helo && !encrypted) {
            helo = true;
            connection.send("HELO " + config.hostname() + "\r\n", 1, deadline());
        } else {
            refused(reply);
        }
    }

    private void secure() {
        if (encrypted || tls.demand() == TlsPolicy.Demand.NONE) {
            ready();
        } else if (mayBePlain() && clientTls.broken().isBroken(connection.hop().address())) {
            metrics.tlsHandshake("relay", "none", "skipped");
            ready();
        } else if (connection.capabilities().startTls()) {
            enter(Phase.TLS);
            connection.send("STARTTLS\r\n", 1, deadline());
        } else if (mayBePlain()) {
            ready();
        } else {
            enter(Phase.TLS);
            connection.quit();
            fail("refused", outcomeOf("STARTTLS not announced"));
        }
    }

    private void startTls(Reply reply) {
        if (reply.code() == 220) {
            upgrade();
        } else if (!mayBePlain() || reply.code() == 421) {
            refused(reply);
        } else {
            ready();
        }
    }

    private void upgrade() {
        upgrading = true;
        connection.keepPermit(mayBePlain());
        connection.until(deadline());
        var hop = connection.hop();
        var wire = connection.wire();
        var handler = clientTls.handler(tls, hop.host(), hop.address().getPort(), wire.allocator());
        // the connection's own deadline comes first
        wire.startTls(handler, config.timeouts().tlsHandshake().plusSeconds(1), Unpooled.EMPTY_BUFFER).onComplete(upgraded -> {
            if (over) {
                return;
            }
            upgrading = false;
            if (upgraded.succeeded()) {
                connection.keepPermit(false);
                encrypted = true;
                metrics.tlsHandshake("relay", upgraded.result().getProtocol(),
                        ClientTls.wasResumed(upgraded.result()) ? "resumed" : "ok");
                ehlo();
            } else {
                metrics.tlsHandshake("relay", "none", "failed");
                // the alert that tells the other end why leaves right behind this, and then the end is ours
                connection.rest();
                wire.context().runOnContext(_ -> tlsFailed(ClientTls.cause(upgraded.cause())));
            }
        });
    }

    private void tlsFailed(String cause) {
        if (!mayBePlain() || System.nanoTime() - budgetDeadlineNanos >= 0) {
            connection.close();
            connection.releasePermit();
            fail("lost", outcomeOf(cause));
        } else {
            over = true;
            connection.close();
            result.tryInPlain(cause);
        }
    }

    private boolean mayBePlain() {
        return tls.demand() == TlsPolicy.Demand.OPPORTUNISTIC;
    }

    private void enter(Phase next) {
        metrics.phase(phase.label(), "ok", System.nanoTime() - sinceNanos);
        sinceNanos = System.nanoTime();
        phase = next;
    }

    private void ready() {
        metrics.phase(phase.label(), "ok", System.nanoTime() - sinceNanos);
        over = true;
        result.ready();
    }

    private void refused(Reply reply) {
        connection.quit();
        fail("refused", new Outcome.Refused(connection.hop(), phase, reply));
    }

    private Outcome outcomeOf(String cause) {
        boolean spent = cause.equals(RelayConnection.TIMEOUT) && System.nanoTime() - budgetDeadlineNanos >= 0;
        return spent ? new Outcome.BudgetSpent(phase) : new Outcome.Lost(Optional.of(connection.hop()), phase, cause, false);
    }

    private void fail(String how, Outcome outcome) {
        if (!over) {
            over = true;
            metrics.phase(phase.label(), how, System.nanoTime() - sinceNanos);
            result.failed(outcome);
        }
    }

    @Override
    public void lost(String cause) {
        if (upgrading && mayBePlain() && !over) {
            over = true;
            metrics.tlsHandshake("relay", "none", "failed");
            result.tryInPlain(cause);
        } else {
            fail("lost", outcomeOf(cause));
        }
    }

    @Override
    public void babbled(String what) {
        if (upgrading) {
            connection.releasePermit();
        }
        fail("babble", new Outcome.Babble(connection.hop(), phase, what, false));
    }
}
