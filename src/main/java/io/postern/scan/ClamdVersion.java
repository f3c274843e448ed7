package io.postern.scan;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

/**
 * The versions of clamd and of its signatures, asked for once a minute while there is mail: so long a verdict by older
 * signatures may be believed.
 */
final class ClamdVersion implements CachedScanner.Knowledge {

    private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FAILURE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PATIENCE_MILLIS = 2_000;
    private static final int MOST_CHARS = 1_000;

    private record Known(Optional<String> version, long untilNanos) {
    }

    private final NetClient client;
    private final SocketAddress address;
    private volatile Known known = new Known(Optional.empty(), System.nanoTime());

    ClamdVersion(NetClient client, SocketAddress address) {
        this.client = client;
        this.address = address;
    }

    @Override
    public Future<Optional<String>> version() {
        var last = known;
        return last.untilNanos() - System.nanoTime() > 0 ? Future.succeededFuture(last.version())
                : client.connect(address).compose(ClamdVersion::ask).map(Optional::of).otherwise(Optional.empty()).map(this::keep);
    }

    private Optional<String> keep(Optional<String> version) {
        known = new Known(version, System.nanoTime() + (version.isPresent() ? FRESH_NANOS : FAILURE_NANOS));
        return version;
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
