package io.postern.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.postern.smtp.Mailbox;

/**
 * One scanner of the chain: what all kinds have in common, and what its kind needs.
 *
 * @param maxSize a larger message is not shown to it; empty: any size
 * @param timeout then it has failed
 * @param onFailure what a message counts as that it could not look at
 * @param onMatch what its finding means, where it only finds and does not judge
 * @param cache for how long a verdict is believed of the same content; zero: each message is looked at
 * @param scope which messages it is asked about, and when
 * @param treatment what becomes of those that do not just pass
 */
public record Scan(String name, Optional<ByteSize> maxSize, Duration timeout, OnFailure onFailure, OnMatch onMatch, Duration cache,
        Kind kind, Scope scope, Treatment treatment) {

    /** Of each message, after those before it. */
    public Scan(String name, Optional<ByteSize> maxSize, Duration timeout, OnFailure onFailure, OnMatch onMatch, Duration cache,
            Kind kind) {
        this(name, maxSize, timeout, onFailure, onMatch, cache, kind, Scope.EVERYTHING, Treatment.PLAIN);
    }

    public enum OnMatch { REJECT, QUARANTINE, REDIRECT, DISCARD, DEFER, TAG }

    /** What is done at most, in order of severity: never more than the owner of the domain asks for. */
    public enum OnDmarcFail { NONE, TAG, QUARANTINE, REJECT }

    public enum OnFailure { DEFER, QUARANTINE, ACCEPT }

    /** What a message larger than {@code maxSize} counts as: not scanned, as after a failure, or none of this scanner's business. */
    public enum OverSize { UNSCANNED, SKIP }

    /**
     * @param exceptClients the mail of these is none of its business
     * @param parallel it may be asked at once with those next to it that may be, too; else it waits until those before it have
     *        answered, and those behind it wait for it
     */
    public record Scope(OverSize overSize, List<Network> exceptClients, boolean parallel) {

        public static final Scope EVERYTHING = new Scope(OverSize.UNSCANNED, List.of(), false);

        public Scope {
            exceptClients = List.copyOf(exceptClients);
        }
    }

    /** What is told of a message in quarantine: nothing; a notice to its recipients; or the client that it is refused. */
    public enum OnQuarantine { ACCEPT, NOTIFY, REJECT }

    /**
     * @param tagHeaders fields that a tag adds beside its own
     * @param subjectPrefix words that a tag puts before the subject
     * @param redirectTo who gets what is redirected
     */
    public record Treatment(
            List<TagHeader> tagHeaders, Optional<String> subjectPrefix, Optional<Mailbox> redirectTo, OnQuarantine onQuarantine) {

        public static final Treatment PLAIN = new Treatment(List.of(), Optional.empty(), Optional.empty(), OnQuarantine.ACCEPT);

        public Treatment {
            tagHeaders = List.copyOf(tagHeaders);
        }
    }

    /** A header field to be added, in printable ASCII. */
    public record TagHeader(String name, String value) {
    }

    /** What looks at the messages. */
    public sealed interface Kind {

        /** Of the programs that are asked, {@code host:port} or the absolute path of a Unix socket. */
        default List<String> addresses() {
            return List.of();
        }

        /** The node itself, at attachments and header fields. */
        record Rules(List<String> blockAttachments, List<HeaderPattern> blockHeaders, boolean eicar) implements Kind {
        }

        /** {@code addresses}: at least one. */
        record Clamd(List<String> addresses) implements Kind {
        }

        /** A mail filter of Sendmail and Postfix; {@code addresses}: at least one. */
        record Milter(List<String> addresses) implements Kind {
        }

        /**
         * SPF, DKIM, DMARC and ARC by the node itself. {@code authservId}: whose word the results are, the hostname if
         * empty; {@code trustedSealers}: domains whose ARC seal lets a message pass that fails DMARC.
         */
        record Authentication(Optional<String> authservId, OnDmarcFail onDmarcFail, List<String> trustedSealers) implements Kind {
        }
    }

    /** A header field name and a regular expression that its unfolded value must not match. */
    public record HeaderPattern(String field, String pattern) {
    }
}
