package io.postern.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.postern.message.BodyWriter.Appended;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.message.BodySamples.buffer;
import static io.postern.message.BodySamples.on;
import static io.postern.message.BodySamples.unstuffed;
import static io.postern.message.BodySamples.wire;
import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A budget, a folder and a context for one test, after which nothing may be held. */
class BodyWorld {

    static final int KIB = 1 << 10;
    static final String END = ".\r\n";

    static Vertx vertx;

    @TempDir
    Path folder;
    BodyBudget budget;
    Context context;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void nothingIsHeld() throws IOException {
        eventually(() -> budget.memoryOctets() == 0 && budget.spilledOctets() == 0);
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    Body written(byte[] wire, int part) {
        var data = Arrays.copyOf(wire, wire.length + 3);
        System.arraycopy(END.getBytes(StandardCharsets.US_ASCII), 0, data, wire.length, 3);
        return on(context(), () -> {
            var writer = new BodyWriter(budget, context);
            var last = Future.succeededFuture(Appended.KEPT);
            for (int at = 0; at < data.length; at += part) {
                var octets = Arrays.copyOfRange(data, at, Math.min(data.length, at + part));
                last = writer.append(buffer(octets, Math.max(octets.length, 2 * KIB)));
            }
            return last.map(answer -> {
                assertEquals(Appended.KEPT, answer);
                return writer.finish(3, unstuffed(wire).length, false);
            });
        });
    }

    byte[] pumped(Body body) {
        var all = Unpooled.buffer();
        on(context, () -> body.forEachSlice(context, slice -> {
            assertTrue(Vertx.currentContext() == context);
            all.writeBytes(slice);
            slice.release();
            return all.writerIndex() % 2 == 0 ? Future.succeededFuture() : vertx.timer(1, TimeUnit.MILLISECONDS).mapEmpty();
        }));
        return ByteBufUtil.getBytes(all);
    }

    BodyBudget budget(long memory, long spillAt, long disk) {
        return new BodyBudget(memory, spillAt, disk, folder);
    }

    Context context() {
        context = vertx.getOrCreateContext();
        return context;
    }
}
