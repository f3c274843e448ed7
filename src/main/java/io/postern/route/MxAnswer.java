package io.postern.route;

import java.time.Instant;
import java.util.List;

/** Where a domain takes its mail, as the DNS says, with the end of what we know. */
public sealed interface MxAnswer extends Perishable {

    /** The hosts sorted by preference, never empty, no name twice. */
    record Hosts(List<MxHost> hosts, Instant expiresAt) implements MxAnswer {
        public Hosts {
            hosts = List.copyOf(hosts);
        }
    }

    /** No MX record: the domain itself is the host, if it has an address (RFC 5321 §5.1). */
    record ImplicitHost(String name, Instant expiresAt) implements MxAnswer {
    }

    /** The domain takes no mail (RFC 7505). */
    record NullMx(Instant expiresAt) implements MxAnswer {
    }

    record NoSuchDomain(Instant expiresAt) implements MxAnswer {
    }

    /** {@code why} is for the log. */
    record Unavailable(String why, Instant expiresAt) implements MxAnswer {
    }

    /** One word for meters and people. */
    default String label() {
        return switch (this) {
            case Hosts _ -> "hosts";
            case ImplicitHost _ -> "implicit";
            case NullMx _ -> "null-mx";
            case NoSuchDomain _ -> "no-such-domain";
            case Unavailable _ -> "unavailable";
        };
    }

    @Override
    default boolean failure() {
        return this instanceof Unavailable;
    }

    @Override
    default boolean mayServeStale() {
        return this instanceof Hosts || this instanceof ImplicitHost;
    }
}
