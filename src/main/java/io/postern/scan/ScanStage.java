package io.postern.scan;

import java.util.ArrayList;
import java.util.List;

import io.postern.scan.ScanStep.Heard;
import io.vertx.core.Future;

/** Scanners that are asked at once. A reject that is there already spares those that come behind it. */
record ScanStage(List<ScanStep> steps) {

    private record Asked(ScanStep step, Future<Heard> answer) {

        boolean isFinal() {
            return answer.isComplete() && answer.result().isFinal();
        }

        Heard heard() {
            return answer.isComplete() ? answer.result() : new Heard(step.name(), "given-up", Verdict.Clean.CLEAN);
        }
    }

    /** In their order, neighbours together where both may be. */
    static List<ScanStage> of(List<ScanStep> steps) {
        var stages = new ArrayList<ScanStage>();
        boolean open = false;
        for (var step : steps) {
            boolean parallel = step.config().scope().parallel();
            if (!parallel || !open) {
                stages.add(new ScanStage(new ArrayList<>()));
            }
            stages.getLast().steps().add(step);
            open = parallel;
        }
        return stages;
    }

    /**
     * What is known after these; never fails. Whatever the order of the answers, it is summed up in that of the configuration.
     * After a reject nobody is waited for.
     */
    Future<ScanResult> ask(ScanInput input, ScanResult soFar, long deadlineNanos) {
        var asked = new ArrayList<Asked>(steps.size());
        for (var step : steps) {
            if (input.profile().includes(step.name())) {
                asked.add(new Asked(step, step.ask(input, deadlineNanos)));
                if (asked.getLast().isFinal()) {
                    return Future.succeededFuture(sum(soFar, asked));
                }
            }
        }
        return enough(asked).transform(_ -> Future.succeededFuture(sum(soFar, asked)));
    }

    /** Fails as soon as one answer is final, for then the others do not matter. */
    private static Future<?> enough(List<Asked> asked) {
        return asked.size() == 1 ? asked.getFirst().answer() : Future.all(asked.stream()
                .map(each -> each.answer().compose(heard -> heard.isFinal()
                        ? Future.<Heard>failedFuture("final") : each.answer()))
                .toList());
    }

    private static ScanResult sum(ScanResult soFar, List<Asked> asked) {
        var result = soFar;
        for (var each : asked) {
            result = result.plus(each.heard());
        }
        return result;
    }
}
