package io.postern.quarantine;

import java.io.IOException;
import java.io.InputStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.message.BodyTraits;
import io.postern.message.BodyWriter;
import io.postern.wire.ChunkScanner;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;

/**
 * Makes a body of a stored message, both content, chunk by chunk: read on a worker, appended on the context.
 */
final class StoredBody {

    private static final int CHUNK_OCTETS = 64 << 10;

    private final Context context;
    private final WorkerExecutor workers;
    private final InputStream content;
    private final BodyWriter writer;
    private final ChunkScanner scanner = new ChunkScanner();

    private StoredBody(Context context, WorkerExecutor workers, InputStream content, BodyWriter writer) {
        this.context = context;
        this.workers = workers;
        this.content = content;
        this.writer = writer;
    }

    /** The caller closes {@code content}; the body's first reference is the caller's. */
    static Future<Body> read(Context context, WorkerExecutor workers, InputStream content, BodyBudget budget) {
        var stored = new StoredBody(context, workers, content, new BodyWriter(budget, context));
        return stored.rest()
                .map(_ -> stored.writer.finishContent(stored.traits()))
                .onFailure(_ -> stored.writer.discard());
    }

    private Future<Void> rest() {
        return workers.executeBlocking(this::chunk, false).compose(chunk -> {
            if (!chunk.isReadable()) {
                chunk.release();
                return Future.succeededFuture();
            }
            scanner.scan(chunk);
            return writer.append(chunk).compose(appended -> switch (appended) {
                case KEPT -> rest();
                case EXHAUSTED -> Future.failedFuture(new BudgetExhausted());
            });
        });
    }

    private BodyTraits traits() {
        scanner.end();
        return new BodyTraits(scanner.octets(), scanner.eightBit(), scanner.bareCr() || scanner.bareLf(),
                scanner.lineDots(), scanner.endsWithNewline());
    }

    /** The next octets; none at the end. */
    private ByteBuf chunk() throws IOException {
        var octets = content.readNBytes(CHUNK_OCTETS);
        return PooledByteBufAllocator.DEFAULT.buffer(octets.length).writeBytes(octets);
    }
}
