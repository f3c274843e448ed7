package io.postern.gateway;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.postern.message.Body;
import io.postern.message.HeaderEdits;
import io.postern.observe.Deferral;
import io.postern.observe.MailLog;
import io.postern.observe.MessageTimes;
import io.postern.observe.SessionTrace;
import io.postern.observe.WireTrace;
import io.postern.relay.Delivery;
import io.postern.relay.Outcome;
import io.postern.route.Candidate;
import io.postern.route.Destination;
import io.postern.scan.ScanResult;
import io.postern.smtp.Envelope;
import io.postern.smtp.Peer;
import io.postern.smtp.Reply;
import org.slf4j.event.Level;

/** One complete message between the client's dot and our answer: owns the body, and writes its one line in the log. */
final class MessageInFlight implements Delivery.Witness {

    private final Envelope envelope;
    private final Peer peer;
    private final Destination destination;
    private final Body body;
    private final boolean headless;
    private final HeaderEdits forged;
    private final SessionTrace session;
    private final long startNanos = System.nanoTime();
    private final Budget budget;
    private String verdict = "none";
    private Map<String, String> verdicts = Map.of();
    private Optional<Candidate> hop = Optional.empty();
    private long phaseNanos = startNanos;
    private long scanNanos;
    private long dnsNanos;
    private long connectNanos;
    private long relayNanos;
    private boolean closed;

    /** {@code headless}: the message does not begin with a header section. {@code forged}: what it must not bring along. */
    MessageInFlight(
            Envelope envelope, Peer peer, Destination destination, Body body, boolean headless, HeaderEdits forged, SessionTrace session,
            Budget budget) {
        this.envelope = envelope;
        this.peer = peer;
        this.destination = destination;
        this.body = body;
        this.headless = headless;
        this.forged = forged;
        this.session = session;
        this.budget = budget;
    }

    Envelope envelope() {
        return envelope;
    }

    Peer peer() {
        return peer;
    }

    Destination destination() {
        return destination;
    }

    Body body() {
        return body;
    }

    boolean isHeadless() {
        return headless;
    }

    HeaderEdits forged() {
        return forged;
    }

    Budget budget() {
        return budget;
    }

    void judged(ScanResult result) {
        verdict = result.verdict().word();
        verdicts = result.perScanner();
        scanNanos = phase();
    }

    void routed() {
        dnsNanos = phase();
    }

    /** So long it took to come to a connection, of all that was relaying; once for each attempt. */
    @Override
    public void connected(long nanos) {
        connectNanos += nanos;
    }

    @Override
    public String trace() {
        return WireTrace.includes(peer.address(), destination.route()) ? envelope.id() : "";
    }

    void relayed(Outcome outcome) {
        hop = OutcomeWords.hop(outcome);
        relayNanos = phase() - connectNanos;
    }

    /** The time since the phase before ended. */
    private long phase() {
        long now = System.nanoTime();
        long nanos = now - phaseNanos;
        phaseNanos = now;
        return nanos;
    }

    /** Whatever became of the message, the first call tells it; a bug may bring a second. */
    void close(Shared shared, String result, String cause, Reply reply, String detail) {
        if (closed) {
            return;
        }
        closed = true;
        long nanos = System.nanoTime() - startNanos;
        long octets = body.contentOctets();
        body.release();
        shared.metrics().message(envelope.id(), destination.route(), result, cause, nanos, octets);
        session.message(new MessageTimes(
                envelope.id(), destination.route(), result, cause, octets, scanNanos, dnsNanos, connectNanos, relayNanos, nanos));
        if (result.equals("deferred")) {
            shared.deferrals().add(new Deferral(Instant.now(), envelope.id(), peer.address().getHostAddress(),
                    envelope.from().toString(), envelope.recipients().getFirst().toString(), envelope.recipients().size(),
                    destination.route(), cause, detail, reply.toString()));
        }
        MailLog.event(Level.INFO, "mail-" + result,
                "id", envelope.id(),
                "client", peer.address().getHostAddress(),
                "name", peer.name(),
                "helo", peer.helo(),
                "tls", peer.tls().orElse("none"),
                "client-certificate", peer.certificate().map(Peer.ClientCertificate::words),
                "from", envelope.from(),
                "to", envelope.recipients(),
                "rcpts", envelope.recipients().size(),
                "octets", octets,
                "route", destination.route(),
                "verdict", verdict,
                "verdicts", verdicts.isEmpty() ? null : verdicts,
                "cause", cause,
                "hop", hop.map(Candidate::host),
                "hop-address", hop.map(at -> at.address().getAddress().getHostAddress()),
                "detail", detail,
                "reply", reply,
                "scan-ms", scanNanos / 1_000_000,
                "dns-ms", dnsNanos / 1_000_000,
                "connect-ms", connectNanos / 1_000_000,
                "relay-ms", relayNanos / 1_000_000,
                "ms", nanos / 1_000_000);
    }
}
