package io.postern.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Octets for bodies, and the way onto a context and back. */
final class BodySamples {

    private BodySamples() {
    }

    /** Lines with dots at their start, ended by CRLF; size 0 is the empty body. */
    static byte[] wire(int size) {
        var random = new Random(size);
        var wire = new byte[size];
        for (int i = 0; i < size; i++) {
            boolean lineStart = i == 0 || i > 1 && wire[i - 1] == '\n';
            wire[i] = (byte) (lineStart ? '.' : i % 37 == 35 ? '\r' : i % 37 == 36 ? '\n' : random.nextInt(32, 256));
        }
        if (size >= 2) {
            wire[size - 2] = '\r';
            wire[size - 1] = '\n';
        }
        return wire;
    }

    static byte[] unstuffed(byte[] wire) {
        var text = new String(wire, StandardCharsets.ISO_8859_1);
        return ("\r\n" + text).replace("\r\n.", "\r\n").substring(2).getBytes(StandardCharsets.ISO_8859_1);
    }

    static ByteBuf buffer(byte[] octets, int capacity) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(capacity).writeBytes(octets);
    }

    static byte[] content(Body body) {
        try (var stream = body.contentStream()) {
            return stream.readAllBytes();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Runs work on the context and waits for its result here. */
    static <T> T on(Context context, Callable<Future<T>> work) {
        var done = Promise.<T>promise();
        context.runOnContext(now -> {
            try {
                work.call().onComplete(done);
            } catch (Exception | AssertionError failure) {
                done.fail(failure);
            }
        });
        try {
            return done.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
