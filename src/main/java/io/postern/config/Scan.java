package io.postern.config;

import java.net.URI;
import java.nio.file.Path;
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

    private static final int LONGEST_CONNECT_MILLIS = 5_000;

    /** Of each message, after those before it. */
    public Scan(String name, Optional<ByteSize> maxSize, Duration timeout, OnFailure onFailure, OnMatch onMatch, Duration cache,
            Kind kind) {
        this(name, maxSize, timeout, onFailure, onMatch, cache, kind, Scope.EVERYTHING, Treatment.PLAIN);
    }

    /** How long connecting to it may take. */
    public int connectMillis() {
        return connectMillis(timeout);
    }

    /** How long connecting to it may take when so much of the time is {@code left}. */
    public int connectMillis(Duration left) {
        return Math.clamp(left.toMillis(), 1, LONGEST_CONNECT_MILLIS);
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

        /**
         * @param greylist whether its action of that name puts a message off, or nothing comes of it
         * @param spamHeader the field that marks what it calls spam
         * @param taskTimeout its own limit for one message; what took so long it has not looked at to the end
         * @param unsureSymbols that say that a part of it could not look; a star at the start stands for anything
         * @param compress whether messages are sent to it in Zstandard
         */
        record Rspamd(List<String> addresses, Optional<Secret> password, Optional<String> settingsId, boolean greylist,
                String spamHeader, Duration taskTimeout, List<String> unsureSymbols, boolean compress) implements Kind {
        }

        /**
         * A scanner out of somebody else's jar.
         *
         * @param plugin the name by which the jar's plugin calls itself
         * @param folder where the jars lie
         */
        record Plugin(String plugin, Path folder, List<Setting> settings) implements Kind {
        }

        /**
         * @param urls where one of them is asked; at least one
         * @param token that is shown to it
         * @param ca PEM file of the authorities that count for https; empty: the system's
         */
        record Http(List<URI> urls, Optional<Secret> token, Optional<Path> ca) implements Kind {

            @Override
            public List<String> addresses() {
                return urls.stream().map(Http::address).toList();
            }

            private static String address(URI url) {
                int usual = "https".equals(url.getScheme()) ? 443 : 80;
                return url.getHost() + ":" + (url.getPort() < 0 ? usual : url.getPort());
            }
        }
    }

    /** One thing that only the plugin understands. */
    public record Setting(String name, Secret value) {
    }

    /** A header field name and a regular expression that its unfolded value must not match. */
    public record HeaderPattern(String field, String pattern) {
    }
}
