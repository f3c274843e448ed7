package io.postern.scan;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

import io.postern.authentic.ArcResult;
import io.postern.authentic.DkimResult;
import io.postern.authentic.DmarcPolicy.Wish;
import io.postern.authentic.DmarcResult;
import io.postern.authentic.Examination;
import io.postern.authentic.Findings;
import io.postern.authentic.Lookup;
import io.postern.authentic.SignedMessage;
import io.postern.authentic.SpfQuestion;
import io.postern.config.Scan;
import io.postern.config.Scan.OnDmarcFail;
import io.postern.message.Body;
import io.postern.observe.Metrics;
import io.vertx.core.Future;

/**
 * Checks whom a message comes from, and says so in Authentication-Results. The body is read and signatures are computed on a
 * worker, the DNS is asked on the message's event loop. DNS that fails or is slow is a temporary error in the results and
 * never a reason to act. A message with too many header fields is not judged: its author may be behind those that were read.
 */
final class AuthenticationScanner implements Scanner {

    /** The rest is for reading and computing. */
    private static final double SHARE_OF_DNS = 0.8;

    private final Scan config;
    private final Scan.Kind.Authentication kind;
    private final ResultsHeader header;
    private final DnsLookup dns;
    private final Metrics metrics;

    /** {@code hostname}: whose word the results are where the configuration gives no other name. */
    AuthenticationScanner(Scan config, Scan.Kind.Authentication kind, String hostname, DnsLookup dns, Metrics metrics) {
        this.config = config;
        this.kind = kind;
        this.header = new ResultsHeader(kind.authservId().orElse(hostname));
        this.dns = dns;
        this.metrics = metrics;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Future<Verdict> scan(ScanInput input) {
        var lookup = dns.within(Duration.ofMillis((long) (config.timeout().toMillis() * SHARE_OF_DNS)));
        return input.context().executeBlocking(() -> read(input.body()), false).compose(read -> read
                .map(message -> examined(input, message, lookup))
                .orElse(Future.succeededFuture(new Verdict.Unsure("read"))));
    }

    private static Optional<SignedMessage> read(Body body) {
        try (var content = body.contentStream()) {
            return Optional.of(SignedMessage.read(content));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Future<Verdict> examined(ScanInput input, SignedMessage message, Lookup lookup) {
        if (message.isCut()) {
            return Future.succeededFuture(new Verdict.Unsure("header"));
        }
        var examination = new Examination(message, SpfQuestion.of(input.envelope(), input.peer()), Instant.now());
        return examination.ask(lookup)
                .compose(evidence -> input.context().executeBlocking(() -> examination.conclude(evidence), false))
                .map(findings -> verdict(findings, input));
    }

    private Verdict verdict(Findings findings, ScanInput input) {
        count(findings);
        var excuse = excuse(findings);
        var edits = header.edits(findings, excuse, input);
        var dmarc = findings.dmarc();
        if (dmarc.kind() != DmarcResult.Kind.FAIL || excuse.isPresent() || kind.onDmarcFail() == OnDmarcFail.NONE) {
            return new Verdict.Tag(edits);
        }
        var why = "fails DMARC of " + (dmarc.domain().isEmpty() ? "its authors" : dmarc.domain());
        return switch (atMost(kind.onDmarcFail(), dmarc.wish())) {
            case REJECT -> new Verdict.Reject(why);
            case QUARANTINE -> new Verdict.Quarantine(why);
            case NONE -> new Verdict.Tag(edits.plus(new Match(config, why).tag()));
        };
    }

    /** What the owner asks for, or less. */
    private static Wish atMost(OnDmarcFail configured, Wish asked) {
        var limit = switch (configured) {
            case NONE, TAG -> Wish.NONE;
            case QUARANTINE -> Wish.QUARANTINE;
            case REJECT -> Wish.REJECT;
        };
        return asked.compareTo(limit) < 0 ? asked : limit;
    }

    /**
     * Why a failed DMARC does not count (RFC 8617 §7.2.1): one of the trusted sealers says that it had passed, and only
     * trusted ones had the message since; or such a chain cannot be looked at just now.
     */
    private Optional<String> excuse(Findings findings) {
        if (kind.trustedSealers().isEmpty() || findings.dmarc().kind() != DmarcResult.Kind.FAIL) {
            return Optional.empty();
        }
        if (findings.arc().temporary()) {
            return Optional.of("ARC unavailable");
        }
        return findings.arc().vouched().stream().takeWhile(vouched -> kind.trustedSealers().contains(vouched.sealer()))
                .filter(ArcResult.Vouched::dmarcPassed).findFirst().map(vouched -> "passed at " + vouched.sealer());
    }

    private void count(Findings findings) {
        metrics.authentication("spf", findings.spf().word());
        metrics.authentication("dkim", findings.dkim().stream().map(DkimResult::kind).min(Comparator.naturalOrder())
                .map(DkimResult.Kind::word).orElse("none"));
        metrics.authentication("arc", findings.arc().kind().word());
        metrics.authentication("dmarc", findings.dmarc().kind().word());
    }
}
