package io.postern.scan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.postern.config.ByteSize;
import io.postern.config.Scan.OnFailure;
import io.postern.message.Body;
import io.postern.message.HeaderEdits;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/**
 * Asks the scanners one after the other, in the configured order, and keeps the strictest verdict; a reject ends it. A
 * scanner that fails or stays silent past its timeout is unsure, and its on-failure setting says what that counts as.
 * Thread-safe.
 */
public final class ScanChain {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Future<ScanResult> NOBODY_TO_ASK = Future.succeededFuture(ScanResult.CLEAN);

    /** One scanner with what the configuration says of it. */
    public record Step(Scanner scanner, Optional<ByteSize> maxSize, Duration timeout, OnFailure onFailure) {

        boolean isTooLarge(Body body) {
            return maxSize.isPresent() && body.contentOctets() > maxSize.get().octets();
        }
    }

    private final List<Step> steps;
    private final Metrics metrics;

    public ScanChain(List<Step> steps, Metrics metrics) {
        this.steps = List.copyOf(steps);
        this.metrics = metrics;
    }

    /**
     * Called on {@code input.context()}, where the future completes; it never fails. The body is retained for as long
     * as a scanner may still read it, which can be longer than until the result.
     */
    public Future<ScanResult> scan(ScanInput input, Duration remainingBudget) {
        return steps.isEmpty() ? NOBODY_TO_ASK
                : from(0, ScanResult.CLEAN, input, System.nanoTime() + remainingBudget.toNanos());
    }

    private Future<ScanResult> from(int index, ScanResult soFar, ScanInput input, long deadlineNanos) {
        if (index == steps.size() || soFar.verdict() instanceof Verdict.Reject) {
            return Future.succeededFuture(soFar);
        }
        var step = steps.get(index);
        var name = step.scanner().name();
        long started = System.nanoTime();
        return ask(step, input.after(soFar), deadlineNanos - started).compose(said -> {
            metrics.scan(name, said.word(), System.nanoTime() - started);
            return from(index + 1, soFar.plus(name, said, counted(step, said)), input, deadlineNanos);
        });
    }

    private Future<Verdict> ask(Step step, ScanInput input, long budgetNanos) {
        if (budgetNanos <= 0) {
            return Future.succeededFuture(new Verdict.Unsure("budget"));
        }
        if (step.isTooLarge(input.body())) {
            return Future.succeededFuture(new Verdict.Unsure("size-limit"));
        }
        var answer = guarded(step.scanner(), input);
        if (answer.isComplete()) {
            return answer;
        }
        long nanos = Math.min(step.timeout().toNanos(), budgetNanos);
        var timer = input.context().owner().timer(nanos / NANOS_PER_MILLI + 1, TimeUnit.MILLISECONDS);
        return Future.any(answer, timer).map(_ -> {
            timer.cancel();
            return answer.isComplete() ? answer.result() : new Verdict.Unsure("timeout");
        });
    }

    private Future<Verdict> guarded(Scanner scanner, ScanInput input) {
        var body = input.body();
        body.retain();
        Future<Verdict> answer;
        try {
            answer = scanner.scan(input);
        } catch (RuntimeException bug) {
            answer = Future.failedFuture(bug);
        }
        return answer.otherwise(bug -> broken(scanner, bug)).onComplete(_ -> body.release());
    }

    private Verdict broken(Scanner scanner, Throwable bug) {
        metrics.internalError();
        MailLog.limited(Level.ERROR, "scanner-broken", "scanner", scanner.name(), bug);
        return new Verdict.Unsure("error");
    }

    private Verdict counted(Step step, Verdict said) {
        if (!(said instanceof Verdict.Unsure(var cause))) {
            return said;
        }
        metrics.unscanned(step.scanner().name(), cause);
        return switch (step.onFailure()) {
            case DEFER -> new Verdict.Defer("unscanned: " + cause);
            case QUARANTINE -> new Verdict.Quarantine("unscanned: " + cause);
            case ACCEPT -> new Verdict.Tag(acceptedUnscanned(step.scanner().name(), cause));
        };
    }

    private HeaderEdits acceptedUnscanned(String scanner, String cause) {
        return HeaderEdits.of("X-Postern-Unscanned", PlainText.of(scanner + "; " + cause));
    }
}
