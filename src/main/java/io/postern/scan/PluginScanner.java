package io.postern.scan;

import java.util.concurrent.TimeUnit;

import io.postern.config.Scan;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.WorkerExecutorInternal;
import org.slf4j.event.Level;

/**
 * A scanner out of a jar. Its code is not ours: it may block its threads, answer on any thread, with nothing or never, or not
 * fit this version, and none of that may harm more than the one message, which is not scanned then. So it has workers of its
 * own behind {@code input.context()}, for Vert.x's are those of files, rules and signatures; and it is given up, lest the
 * message's room be lost for good.
 */
final class PluginScanner implements Scanner {

    private static final int THREADS = 16;
    private static final int TIMEOUTS_UNTIL_GIVEN_UP = 2;

    private final Scan config;
    private final Scanner scanner;
    private final Metrics metrics;
    /** It lives as long as this; generations with a scanner of the same name share its threads. */
    private final WorkerExecutorInternal workers;

    PluginScanner(Vertx vertx, Scan config, Scanner scanner, Metrics metrics) {
        this.config = config;
        this.scanner = scanner;
        this.metrics = metrics;
        this.workers = (WorkerExecutorInternal) vertx.createSharedWorkerExecutor("postern-plugin-" + config.name(), THREADS);
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Future<Verdict> scan(ScanInput input) {
        var home = (ContextInternal) input.context();
        var answer = home.<Verdict>promise();
        var own = home.toBuilder().withWorkerPool(workers.pool()).build();
        ask(input.on(own), own).onComplete(answer::tryComplete, answer::tryFail);
        if (!answer.future().isComplete()) {
            var timer = home.owner().timer(TIMEOUTS_UNTIL_GIVEN_UP * config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            timer.onSuccess(_ -> giveUp(answer, input));
            answer.future().onComplete(_ -> timer.cancel());
        }
        return answer.future().map(verdict -> verdict == null ? new Verdict.Unsure("error") : verdict);
    }

    private Future<Verdict> ask(ScanInput input, ContextInternal own) {
        var before = own.beginDispatch();
        try {
            var answer = scanner.scan(input);
            return answer == null ? Future.succeededFuture() : answer;
        } catch (RuntimeException | LinkageError | StackOverflowError bug) {
            return Future.failedFuture(bug);
        } finally {
            own.endDispatch(before);
        }
    }

    /** The message counts as not scanned since the timeout; what the plugin still reads of it fails from now on. */
    private void giveUp(PromiseInternal<Verdict> answer, ScanInput input) {
        if (answer.tryComplete(new Verdict.Unsure("timeout"))) {
            metrics.alert("plugin-silent");
            MailLog.limited(Level.WARN, "plugin-silent", "scanner", name(), "id", input.envelope().id());
        }
    }
}
