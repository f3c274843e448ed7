package io.postern.scan;

import java.io.IOException;

import io.netty.util.ReferenceCountUtil;
import io.postern.config.Scan;
import io.postern.message.Body;
import io.vertx.core.Future;

/**
 * The scanner without other software: attachment names and types, header patterns, the EICAR string. It reads on a
 * worker; a small body that lies in memory is read at once, for there the way to a worker costs more than the reading.
 */
final class RulesScanner implements Scanner {

    private static final long AT_ONCE_OCTETS = 8 << 10;

    private final Scan config;
    private final MessageRules rules;

    RulesScanner(Scan config, Scan.Kind.Rules rules) {
        this.config = config;
        this.rules = MessageRules.of(rules);
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Future<Verdict> scan(ScanInput input) {
        var body = input.body();
        return mayReadAtOnce(body)
                ? Future.succeededFuture(verdict(body))
                : input.context().executeBlocking(() -> verdict(body), false);
    }

    /** Patterns are left to the worker: nobody knows what they cost. */
    private boolean mayReadAtOnce(Body body) {
        if (body.contentOctets() > AT_ONCE_OCTETS || !rules.headers().isEmpty()) {
            return false;
        }
        var slices = body.memorySlices();
        slices.ifPresent(list -> list.forEach(ReferenceCountUtil::release));
        return slices.isPresent();
    }

    private Verdict verdict(Body body) {
        try (var content = body.contentStream()) {
            return switch (MimeWalk.through(content, rules)) {
                case Finding.Nothing _ -> Verdict.Clean.CLEAN;
                case Finding.Match(var what) -> new Match(config, what).verdict();
                case Finding.Trouble(var cause) -> new Verdict.Unsure(cause);
            };
        } catch (IOException unreadable) {
            return new Verdict.Unsure("read");
        }
    }
}
