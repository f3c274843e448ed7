package io.postern.scan;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;

/**
 * A scanner out of a jar. Its code is not ours: it may answer on any thread, with nothing, or not fit this version, and
 * none of that may harm more than the one message, which is not scanned then.
 */
record PluginScanner(String name, Scanner scanner) implements Scanner {

    @Override
    public Future<Verdict> scan(ScanInput input) {
        var home = ((ContextInternal) input.context()).<Verdict>promise();
        ask(input).onComplete(home);
        return home.future().map(verdict -> verdict == null ? new Verdict.Unsure("error") : verdict);
    }

    private Future<Verdict> ask(ScanInput input) {
        try {
            var answer = scanner.scan(input);
            return answer == null ? Future.succeededFuture() : answer;
        } catch (RuntimeException | LinkageError bug) {
            return Future.failedFuture(bug);
        }
    }
}
