package io.postern.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.config.Network;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.vertx.core.Future;

/**
 * Puts off what comes from unknown clients until they come again, as mail servers do (RFC 6647): a client network, sender and
 * recipient that were not seen together before wait for a while, and a network that came again is never made to wait after
 * that. This node's memory first, then what other nodes know. Thread-safe, bounded.
 */
public final class Greylist {

    static final Duration TRIPLETS_KEPT = Duration.ofDays(1);
    static final Duration CLIENTS_KEPT = Duration.ofDays(35);
    private static final Duration RENEWED_AFTER = Duration.ofDays(1);
    private static final int MOST_KEYS = 100_000;
    /** Large senders try again from the next machine. */
    private static final int IPV4_NETWORK = 24;
    private static final int IPV6_NETWORK = 64;
    private static final Future<Duration> PASSES = Future.succeededFuture(Duration.ZERO);

    private final SharedSince shared;
    private final InstantSource clock;
    private final Cache<String, Instant> triplets;
    private final Cache<String, Instant> clients;

    public Greylist(SharedSince shared, InstantSource clock, Ticker ticker) {
        this.shared = shared;
        this.clock = clock;
        this.triplets = cache(TRIPLETS_KEPT, ticker);
        this.clients = cache(CLIENTS_KEPT, ticker);
    }

    private static Cache<String, Instant> cache(Duration kept, Ticker ticker) {
        return Caffeine.newBuilder().maximumSize(MOST_KEYS).expireAfterWrite(kept).ticker(ticker).executor(Runnable::run).build();
    }

    /** How long it still has to wait of {@code delay}; zero: it may pass. Complete within 50 ms, on the caller's context. */
    public Future<Duration> wait(InetAddress client, ReversePath from, Mailbox recipient, Duration delay) {
        var network = network(client);
        var host = "client " + network;
        var passed = clients.getIfPresent(host);
        if (passed != null) {
            renew(host, passed);
            return PASSES;
        }
        var triplet = "triplet " + Long.toHexString(LocalRateCounter.digest(network + ' ' + folded(from) + ' ' + folded(recipient)));
        var since = triplets.getIfPresent(triplet);
        if (since != null) {
            return Future.succeededFuture(left(host, since, delay));
        }
        var hostElsewhere = shared.get(host);
        return shared.get(triplet).compose(seen -> hostElsewhere.map(known ->
                known.isPresent() ? known(host, known.get()) : left(host, seen(triplet, seen), delay)));
    }

    private Duration known(String host, Instant passed) {
        clients.put(host, passed);
        return Duration.ZERO;
    }

    /** The first time that any node has seen it. */
    private Instant seen(String triplet, Optional<Instant> elsewhere) {
        var since = elsewhere.orElseGet(clock::instant);
        triplets.put(triplet, since);
        if (elsewhere.isEmpty()) {
            shared.put(triplet, since, TRIPLETS_KEPT);
        }
        return since;
    }

    /** A clock that was set back makes nobody wait for longer than the whole delay. */
    private Duration left(String host, Instant since, Duration delay) {
        var waited = Duration.between(since, clock.instant());
        if (waited.compareTo(delay) < 0) {
            return waited.isNegative() ? delay : delay.minus(waited);
        }
        pass(host);
        return Duration.ZERO;
    }

    private void pass(String host) {
        var now = clock.instant();
        clients.put(host, now);
        shared.put(host, now, CLIENTS_KEPT);
    }

    private void renew(String host, Instant passed) {
        if (Duration.between(passed, clock.instant()).compareTo(RENEWED_AFTER) > 0) {
            pass(host);
        }
    }

    private static String network(InetAddress client) {
        return Network.around(client, client.getAddress().length == 4 ? IPV4_NETWORK : IPV6_NETWORK).toString();
    }

    private static String folded(ReversePath from) {
        return from.mailbox().map(Greylist::folded).orElse("");
    }

    private static String folded(Mailbox mailbox) {
        return mailbox.localPart().toLowerCase(Locale.ROOT) + '@' + mailbox.domain().name();
    }
}
