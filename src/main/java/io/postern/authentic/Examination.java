package io.postern.authentic;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.vertx.core.Future;

/**
 * The questions that one message raises, put at once, and what follows from their answers. Ask on an event loop, conclude
 * elsewhere: signatures are computed.
 */
public final class Examination {

    private final SignedMessage message;
    private final SpfQuestion question;
    private final AuthorDomains authors;
    private final Instant now;

    /** {@code now}: signatures may have expired. */
    public Examination(SignedMessage message, SpfQuestion question, Instant now) {
        this.message = message;
        this.question = question;
        this.authors = AuthorDomains.in(message.fields());
        this.now = now;
    }

    /** All that the DNS was asked for. */
    public record Evidence(SpfResult spf, List<Answer<String>> dkimKeys, Map<String, Answer<String>> arcKeys,
            List<DmarcCheck.Policy> policies) {
    }

    public Future<Evidence> ask(Lookup lookup) {
        var spf = SpfCheck.of(question, lookup);
        var dkim = DkimCheck.keys(message, lookup);
        var arc = ArcCheck.keys(message, lookup);
        var dmarc = new DmarcCheck(lookup).policies(authors);
        return Future.all(spf, dkim, arc, dmarc)
                .map(_ -> new Evidence(spf.result(), dkim.result(), arc.result(), dmarc.result()));
    }

    public Findings conclude(Evidence evidence) {
        var dkim = new DkimCheck(message, now).results(evidence.dkimKeys);
        var arc = ArcCheck.result(message, evidence.arcKeys);
        return new Findings(evidence.spf, dkim, arc,
                DmarcCheck.result(authors, evidence.policies, evidence.spf, question.domain(), dkim));
    }
}
