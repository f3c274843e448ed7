package io.postern.policy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.vertx.core.Future;

/** Answers of DNS lists that others have asked for already. Both calls return at once, and what fails is no answer. */
public interface DnsListCache {

    /** The codes of a listing, or none: not listed. */
    record Codes(List<InetAddress> codes, Instant expiresAt) {

        public Codes {
            codes = List.copyOf(codes);
        }
    }

    /** {@code question}: the whole name, {@code 1.2.0.192.zone}. Complete within 50 ms, on the caller's context. */
    Future<Optional<Codes>> get(String question);

    void put(String question, Codes codes);

    /** Of a node that is alone. */
    static DnsListCache none() {
        return NoDnsListCache.NONE;
    }
}
