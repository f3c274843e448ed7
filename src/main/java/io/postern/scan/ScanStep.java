package io.postern.scan;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

import io.postern.config.Scan;
import io.postern.config.Scan.OnMatch;
import io.postern.config.ScanProfile;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/** One scanner of the chain: what it is asked about, how long it may take, and what its word counts for. */
record ScanStep(Scanner scanner, Scan config, Metrics metrics) {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What one scanner said, in words for the log, and what it counts for. */
    record Heard(String scanner, String words, Verdict counts) {

        /** Nobody has to be asked any more. */
        boolean isFinal() {
            return counts instanceof Verdict.Reject;
        }
    }

    String name() {
        return scanner.name();
    }

    /** Called on the input's context, where the future completes; it never fails. */
    Future<Heard> ask(ScanInput input, long deadlineNanos) {
        if (isExcepted(input.peer().address())) {
            return skipped("client");
        }
        boolean tooLarge = config.maxSize().isPresent() && input.body().contentOctets() > config.maxSize().get().octets();
        if (tooLarge && config.scope().overSize() == Scan.OverSize.SKIP) {
            return skipped("size");
        }
        long started = System.nanoTime();
        var verdict = tooLarge ? Future.<Verdict>succeededFuture(new Verdict.Unsure("size-limit"))
                : verdict(input, deadlineNanos - started);
        return verdict.map(said -> {
            metrics.scan(name(), said.word(), System.nanoTime() - started);
            return new Heard(name(), said.words(), counted(said, input.profile()));
        });
    }

    private boolean isExcepted(InetAddress client) {
        for (var network : config.scope().exceptClients()) {
            if (network.contains(client)) {
                return true;
            }
        }
        return false;
    }

    private Future<Heard> skipped(String why) {
        return Future.succeededFuture(new Heard(name(), "skipped (" + why + ")", Verdict.Clean.CLEAN));
    }

    private Future<Verdict> verdict(ScanInput input, long budgetNanos) {
        if (budgetNanos <= 0) {
            return Future.succeededFuture(new Verdict.Unsure("budget"));
        }
        var answer = guarded(input);
        if (answer.isComplete()) {
            return answer;
        }
        long nanos = Math.min(config.timeout().toNanos(), budgetNanos);
        var timer = input.context().owner().timer(nanos / NANOS_PER_MILLI + 1, TimeUnit.MILLISECONDS);
        return Future.any(answer, timer).map(_ -> {
            timer.cancel();
            return answer.isComplete() ? answer.result() : new Verdict.Unsure("timeout");
        });
    }

    private Future<Verdict> guarded(ScanInput input) {
        var body = input.body();
        body.retain();
        Future<Verdict> answer;
        try {
            answer = scanner.scan(input);
        } catch (RuntimeException bug) {
            answer = Future.failedFuture(bug);
        }
        return answer.otherwise(this::broken).onComplete(_ -> body.release());
    }

    private Verdict broken(Throwable bug) {
        metrics.internalError();
        MailLog.limited(Level.ERROR, "scanner-broken", "scanner", name(), bug);
        return new Verdict.Unsure("error");
    }

    private Verdict counted(Verdict said, ScanProfile profile) {
        if (said instanceof Verdict.Unsure(var cause)) {
            return unscanned(cause);
        }
        var counts = said.isRefusal() && profile.onMatch().isPresent() ? as(profile.onMatch().get(), said, profile) : said;
        return counts instanceof Verdict.Quarantine(var why, _)
                ? new Verdict.Quarantine(why, config.treatment().onQuarantine()) : counts;
    }

    /** What another action makes of a refusal; a reject keeps its own words. */
    private Verdict as(OnMatch action, Verdict said, ScanProfile profile) {
        return action == OnMatch.REJECT && said instanceof Verdict.Reject
                ? said : new Match(config, said.reason()).verdict(action, profile.redirectTo());
    }

    private Verdict unscanned(String cause) {
        metrics.unscanned(name(), cause);
        return switch (config.onFailure()) {
            case DEFER -> new Verdict.Defer("unscanned: " + cause);
            case QUARANTINE -> new Verdict.Quarantine("unscanned: " + cause);
            case ACCEPT -> Verdict.unscanned(name(), cause);
        };
    }
}
