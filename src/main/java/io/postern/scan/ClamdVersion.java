package io.postern.scan;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

/**
 * The versions of one clamd and of its signatures, asked for once a minute while there is mail, and not known at first. No
 * message waits for the answer: the last one counts meanwhile, a minute more at most, for so long a verdict by older
 * signatures may be believed. Thread-safe.
 */
final class ClamdVersion {

    private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long STALE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FAILURE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PATIENCE_MILLIS = 2_000;
    private static final int MOST_CHARS = 1_000;

    private record Known(Optional<String> version, long untilNanos) {
    }

    private final NetClient client;
    private final SocketAddress address;
    private final LongSupplier nanoTime;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Known known;

    ClamdVersion(NetClient client, SocketAddress address, LongSupplier nanoTime) {
        this.client = client;
        this.address = address;
        this.nanoTime = nanoTime;
        this.known = new Known(Optional.empty(), nanoTime.getAsLong());
    }

    /** What is known now; asks anew where that is old and nobody asks already. */
    Optional<String> version() {
        var last = known;
        long leftNanos = last.untilNanos() - nanoTime.getAsLong();
        if (leftNanos <= 0 && asking.compareAndSet(false, true)) {
            client.connect(address).compose(ClamdVersion::ask).map(Optional::of).otherwise(Optional.empty()).onSuccess(this::keep);
        }
        return leftNanos + STALE_NANOS > 0 ? last.version() : Optional.empty();
    }

    private void keep(Optional<String> version) {
        known = new Known(version, nanoTime.getAsLong() + (version.isPresent() ? FRESH_NANOS : FAILURE_NANOS));
        asking.set(false);
    }

    private static Future<String> ask(NetSocket socket) {
        var answer = Promise.<String>promise();
        var text = new StringBuilder();
        socket.handler(octets -> {
            text.append(octets.toString(StandardCharsets.ISO_8859_1));
            int end = text.indexOf("\0");
            if (end > 0) {
                answer.tryComplete(text.substring(0, end));
            } else if (text.length() > MOST_CHARS) {
                answer.tryFail("endless");
            }
        });
        socket.exceptionHandler(answer::tryFail);
        socket.closeHandler(_ -> answer.tryFail("closed"));
        socket.write("zVERSION\0");
        return answer.future().timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).onComplete(_ -> socket.close());
    }
}
