package io.postern.quarantine;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/**
 * A few workers for what is written down beside the messages, so that a volume of records that hangs holds up nothing else.
 * They end with Vert.x.
 */
final class RecordWorkers {

    private static final int WORKERS = 4;

    private RecordWorkers() {
    }

    /** The same ones, however often they are asked for. */
    static WorkerExecutor of(Vertx vertx) {
        return vertx.createSharedWorkerExecutor("postern-quarantine-records", WORKERS);
    }
}
