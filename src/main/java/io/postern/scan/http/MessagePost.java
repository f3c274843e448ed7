package io.postern.scan.http;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.wire.DotStuffing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * One POST of a message's content. It is sent as fast as it is taken, so that nothing of it waits in memory; the answer is
 * short, may come before all is sent, and then ends the sending.
 */
public final class MessagePost {

    private static final int MOST_ANSWER_OCTETS = 1 << 20;

    /** How it ended. */
    public sealed interface End {

        record Answer(int status, MultiMap headers, Buffer body) implements End {
        }

        /** {@code cause}: a bounded word; {@code detail}: for the log. */
        record Lost(String cause, String detail) implements End {
        }

        record Silent() implements End {
        }

        /** The answer has no end. */
        record Endless() implements End {
        }

        /** The message could not be read. */
        record Unreadable() implements End {
        }
    }

    private final HttpClientRequest request;
    private final Coding coding;
    private final Body body;
    private final Context context;
    private final DotStuffing unstuffing = DotStuffing.unstuffing();
    private final Buffer answer = Buffer.buffer();
    private final Promise<End> end = Promise.promise();

    private MessagePost(HttpClientRequest request, Coding coding, Body body, Context context) {
        this.request = request;
        this.coding = coding;
        this.body = body;
        this.context = context;
    }

    /**
     * Runs on {@code context}, where the future completes when the body is not read any more; it never fails. {@code preamble}
     * stands before the message; {@code deadlineNanos}, of {@link System#nanoTime}, counts for connecting too.
     */
    public static Future<End> send(HttpClient client, RequestOptions to, Buffer preamble, Body body, Coding coding,
            Context context, long deadlineNanos) {
        return client.request(to.setConnectTimeout(millisTo(deadlineNanos))).transform(opened -> opened.succeeded()
                ? new MessagePost(opened.result(), coding, body, context).run(preamble, deadlineNanos)
                : Future.succeededFuture(deadlineNanos - System.nanoTime() <= 0 ? new End.Silent()
                        : new End.Lost("connect", String.valueOf(opened.cause().getMessage()))));
    }

    /** Rounded up: when that has passed, so has the deadline. */
    private static long millisTo(long deadlineNanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime())) + 1;
    }

    private Future<End> run(Buffer preamble, long deadlineNanos) {
        var timer = context.owner().timer(millisTo(deadlineNanos), TimeUnit.MILLISECONDS);
        timer.onSuccess(_ -> end.tryComplete(new End.Silent()));
        request.exceptionHandler(failure -> lost(failure));
        request.response().onSuccess(this::read).onFailure(this::lost);
        var sent = sendAll(preamble);
        return end.future().compose(how -> {
            timer.cancel();
            if (!(how instanceof End.Answer) || !sent.isComplete()) {
                request.reset();
            }
            return sent.map(how);
        });
    }

    private void lost(Throwable failure) {
        end.tryComplete(new End.Lost("lost", String.valueOf(failure.getMessage())));
    }

    /** Completes, and never fails, when the body is not read any more. */
    private Future<Void> sendAll(Buffer preamble) {
        coding.announce(request.headers(), preamble.length() + body.contentOctets()).ifPresentOrElse(
                length -> request.putHeader("Content-Length", Long.toString(length)), () -> request.setChunked(true));
        boolean stuffed = body.form() == Body.Form.WIRE;
        return write(coding.next(preamble))
                .compose(_ -> body.forEachSlice(context, slice -> write(coding.next(content(slice, stuffed)))))
                .compose(_ -> write(coding.last()))
                .onSuccess(_ -> request.end())
                .recover(_ -> {
                    end.tryComplete(new End.Unreadable());
                    return Future.succeededFuture();
                })
                .onComplete(_ -> coding.close());
    }

    /** One copy, which the client keeps until it is sent. */
    private Buffer content(ByteBuf slice, boolean stuffed) {
        var chunk = Unpooled.buffer(slice.readableBytes());
        if (stuffed) {
            unstuffing.transform(slice, chunk);
        } else {
            chunk.writeBytes(slice);
        }
        slice.release();
        return BufferInternal.buffer(chunk);
    }

    /** A failed write is left to the failure of the request, for an answer may still wait to be read. */
    private Future<Void> write(Buffer chunk) {
        if (end.future().isComplete()) {
            return Future.failedFuture("over");
        }
        if (chunk.length() == 0) {
            return Future.succeededFuture();
        }
        var written = request.write(chunk);
        return request.writeQueueFull() ? written.otherwiseEmpty() : Future.succeededFuture();
    }

    private void read(HttpClientResponse response) {
        response.exceptionHandler(this::lost);
        response.handler(chunk -> {
            if (answer.length() + chunk.length() > MOST_ANSWER_OCTETS) {
                end.tryComplete(new End.Endless());
            } else {
                answer.appendBuffer(chunk);
            }
        });
        response.endHandler(_ -> end.tryComplete(new End.Answer(response.statusCode(), response.headers(), answer)));
    }
}
