package io.postern.tls;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All that the connection to one candidate must fulfil. Whatever demands something of a next hop (today the route, later
 * TLSA records, a domain's MTA-STS policy, REQUIRETLS) does so by such a value and in no other way. Equal values may share
 * connections and sessions.
 */
public final class TlsPolicy {

    /** What becomes of a connection that cannot be encrypted as it should be: used as it is, used in plain, given up. */
    public enum Demand { NONE, OPPORTUNISTIC, REQUIRE }

    /** Whom the other end must prove to be. */
    public sealed interface Proof {

        /** Encryption to whoever answers is better than none (RFC 7435). */
        record Anyone() implements Proof {
        }

        /** A valid certificate of one of the anchors (RFC 5280 §6) for one of the names; none: the candidate's own. */
        record Authority(Anchors anchors, List<String> names) implements Proof {
        }
    }

    public static final TlsPolicy NONE = new TlsPolicy(Demand.NONE, new Proof.Anyone(), Optional.empty());
    public static final TlsPolicy OPPORTUNISTIC =
            new TlsPolicy(Demand.OPPORTUNISTIC, new Proof.Anyone(), Optional.empty());
    public static final TlsPolicy REQUIRE = new TlsPolicy(Demand.REQUIRE, new Proof.Anyone(), Optional.empty());

    private final Demand demand;
    private final Proof proof;
    private final Optional<Credential> shown;
    private final int hash;

    /** {@code shown}: what we prove ourselves with, if the other end asks. */
    public TlsPolicy(Demand demand, Proof proof, Optional<Credential> shown) {
        this.demand = demand;
        this.proof = proof;
        this.shown = shown;
        this.hash = 31 * (31 * demand.ordinal() + proof.hashCode()) + shown.map(Credential::file).hashCode();
    }

    /** The same for one candidate: the names to prove are known. */
    public TlsPolicy towards(String host) {
        return proof instanceof Proof.Authority(var anchors, var names) && names.isEmpty()
                ? new TlsPolicy(demand, new Proof.Authority(anchors, List.of(HostNames.bare(host))), shown)
                : this;
    }

    public Demand demand() {
        return demand;
    }

    public Proof proof() {
        return proof;
    }

    public Optional<Credential> shown() {
        return shown;
    }

    /** As the configuration writes it. */
    public String word() {
        return proof instanceof Proof.Authority ? "verify" : demand.name().toLowerCase(Locale.ROOT);
    }

    /** The same string for equal policies, on all nodes. */
    public String key() {
        var key = new StringBuilder(word());
        if (proof instanceof Proof.Authority(var anchors, var names)) {
            key.append('(').append(String.join(",", names)).append(" of ").append(anchors.fingerprint()).append(')');
        }
        shown.ifPresent(credential -> key.append(" as ").append(Anchors.fingerprint(credential.chain())));
        return key.toString();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof TlsPolicy that
                && hash == that.hash && demand == that.demand && proof.equals(that.proof) && shown.equals(that.shown);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return proof instanceof Proof.Authority(_, var names) && !names.isEmpty()
                ? word() + " " + String.join(", ", names)
                : word();
    }
}
