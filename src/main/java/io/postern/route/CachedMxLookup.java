package io.postern.route;

import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

import io.postern.config.Config;
import io.postern.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** This node's memory, then what the nodes share, then the lookup behind. */
public final class CachedMxLookup implements MxLookup {

    private final SharedAnswers<MxAnswer> shared;
    private final AnswerCache<MxAnswer> memory;

    public CachedMxLookup(Vertx vertx, Config.Dns config, MxLookup behind, SharedAnswers<MxAnswer> shared, Metrics metrics,
            InstantSource clock) {
        this(vertx, config, behind, shared, metrics, clock, AnswerCache.MAX_NAMES);
    }

    CachedMxLookup(Vertx vertx, Config.Dns config, MxLookup behind, SharedAnswers<MxAnswer> shared, Metrics metrics,
            InstantSource clock, int maxNames) {
        this.shared = shared;
        var expiry = new Expiry(config, clock);
        this.memory = new AnswerCache<>(vertx, clock, config.stale(), maxNames,
                new SharedQuestion<>(vertx, shared, behind::lookup, answer -> clamped(expiry, answer), clock),
                new MxMeter(metrics));
    }

    @Override
    public Future<MxAnswer> lookup(String domain) {
        return memory.get(domain);
    }

    @Override
    public Optional<RememberedMx> remembered(String domain) {
        return memory.remembered(domain).map(held -> remembered(domain, held));
    }

    @Override
    public Stream<RememberedMx> remembered() {
        return memory.remembered().map(entry -> remembered(entry.getKey(), entry.getValue()));
    }

    @Override
    public long rememberedCount() {
        return memory.size();
    }

    /** Another node's answer counts too: it would come back from there. */
    @Override
    public Future<Optional<MxAnswer>> forget(String domain) {
        var held = memory.remembered(domain).map(AnswerCache.Remembered::answer);
        return shared.get(domain).map(theirs -> {
            memory.forget(domain);
            shared.remove(domain);
            return held.or(() -> theirs);
        });
    }

    private static RememberedMx remembered(String domain, AnswerCache.Remembered<MxAnswer> held) {
        return new RememberedMx(domain, held.answer(), held.source(), held.stale());
    }

    private static MxAnswer clamped(Expiry expiry, MxAnswer answer) {
        var end = expiry.clamped(answer.expiresAt());
        return switch (answer) {
            case MxAnswer.Hosts(var hosts, _) -> new MxAnswer.Hosts(hosts, end);
            case MxAnswer.ImplicitHost(var name, _) -> new MxAnswer.ImplicitHost(name, end);
            case MxAnswer.NullMx _ -> new MxAnswer.NullMx(end);
            case MxAnswer.NoSuchDomain _ -> new MxAnswer.NoSuchDomain(end);
            case MxAnswer.Unavailable failure -> failure;
        };
    }

    private record MxMeter(Metrics metrics) implements AnswerCache.Meter<MxAnswer> {

        @Override
        public void hit(String source, MxAnswer answer) {
            metrics.mxLookup(source, answer.label());
        }

        @Override
        public void asked(String source, MxAnswer answer, long nanos) {
            metrics.mxLookup(source, answer.label(), nanos);
        }
    }
}
