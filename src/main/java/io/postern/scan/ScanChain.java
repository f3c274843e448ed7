package io.postern.scan;

import java.time.Duration;
import java.util.List;

import io.vertx.core.Future;

/**
 * Asks the scanners of a message's route, in the order of the configuration, neighbours at once where they do not need each
 * other, until one rejects it or all have been asked. What a scanner could not look at counts as its {@code on-failure} says.
 */
public final class ScanChain {

    private static final Future<ScanResult> NOBODY_TO_ASK = Future.succeededFuture(ScanResult.CLEAN);

    private final List<ScanStage> stages;

    ScanChain(List<ScanStep> steps) {
        this.stages = ScanStage.of(steps);
    }

    /**
     * Called on {@code input.context()}, where the future completes; it never fails. The body is retained for as long
     * as a scanner may still read it, which can be longer than until the result.
     */
    public Future<ScanResult> scan(ScanInput input, Duration remainingBudget) {
        return stages.isEmpty() && input.edits().isEmpty() ? NOBODY_TO_ASK
                : from(0, ScanResult.CLEAN.with(input.edits()), input, System.nanoTime() + remainingBudget.toNanos());
    }

    private Future<ScanResult> from(int index, ScanResult soFar, ScanInput input, long deadlineNanos) {
        if (index == stages.size() || soFar.verdict() instanceof Verdict.Reject) {
            return Future.succeededFuture(soFar);
        }
        return stages.get(index).ask(input.after(soFar), soFar, deadlineNanos)
                .compose(result -> from(index + 1, result, input, deadlineNanos));
    }
}
