package io.postern.route;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.postern.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * This node's memory, then what the nodes share, then the lookup behind. Literal addresses and {@code localhost} (RFC 6761
 * §6.3) ask nobody.
 */
public final class CachedAddressLookup implements AddressLookup {

    private static final AddressAnswer LOOPBACK = literal("localhost", InetAddress.ofLiteral("127.0.0.1"));

    private final SharedAnswers<AddressAnswer> shared;
    private final AnswerCache<AddressAnswer> memory;

    public CachedAddressLookup(Vertx vertx, Config.Dns config, AddressLookup behind, SharedAnswers<AddressAnswer> shared,
            InstantSource clock) {
        this(vertx, config, behind, shared, clock, AnswerCache.MAX_NAMES);
    }

    CachedAddressLookup(Vertx vertx, Config.Dns config, AddressLookup behind, SharedAnswers<AddressAnswer> shared,
            InstantSource clock, int maxNames) {
        this.shared = shared;
        var expiry = new Expiry(config, clock);
        this.memory = new AnswerCache<>(vertx, clock, config.stale(), maxNames,
                new SharedQuestion<>(vertx, shared, behind::lookup, answer -> clamped(expiry, answer), clock),
                new Unmetered());
    }

    @Override
    public Future<AddressAnswer> lookup(String host) {
        var literal = HostLiteral.address(host);
        if (literal.isPresent()) {
            return Future.succeededFuture(literal(host, literal.get()));
        }
        return host.equals("localhost") ? Future.succeededFuture(LOOPBACK) : memory.get(host);
    }

    @Override
    public void forget(String host) {
        memory.forget(host);
        shared.remove(host);
    }

    private static AddressAnswer literal(String host, InetAddress address) {
        return new AddressAnswer.Found(List.of(address), host, Instant.MAX);
    }

    private static AddressAnswer clamped(Expiry expiry, AddressAnswer answer) {
        var end = expiry.clamped(answer.expiresAt());
        return switch (answer) {
            case AddressAnswer.Found(var addresses, var owner, _) -> new AddressAnswer.Found(addresses, owner, end);
            case AddressAnswer.None _ -> new AddressAnswer.None(end);
            case AddressAnswer.Unavailable failure -> failure;
        };
    }

    private record Unmetered() implements AnswerCache.Meter<AddressAnswer> {

        @Override
        public void hit(String source, AddressAnswer answer) {
            // The MX answers' hit ratio tells enough.
        }

        @Override
        public void asked(String source, AddressAnswer answer, long nanos) {
            // So does their time.
        }
    }
}
