package io.postern.scan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import io.postern.config.Scan;
import io.postern.observe.MailLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import org.slf4j.event.Level;

/**
 * The addresses at which one scanning program can be asked. A message takes the one with the fewest messages under way, and
 * another if that is lost. An address that fails is avoided for a while, each time twice as long, and then has to answer one
 * message before it gets more; when all are avoided, they are asked as if none were. Each takes so many messages at once,
 * the others wait in its line. Thread-safe.
 */
public final class Addresses {

    /** What is asked of one address: ends by {@code deadlineNanos}, of {@link System#nanoTime}. A future that fails is a bug. */
    public interface Question {
        Future<Attempt> ask(SocketAddress address, long deadlineNanos);
    }

    private final String scanner;
    private final List<ScanAddress> all;
    private final Duration timeout;
    private final LongSupplier nanoTime;

    /**
     * {@code scanner}: the name, for the log; {@code written}: {@code host:port} or the absolute path of a Unix socket;
     * {@code timeout}: of one message, all its addresses together.
     */
    Addresses(String scanner, List<String> written, int atOnce, Duration timeout, LongSupplier nanoTime) {
        this.scanner = scanner;
        this.all = written.stream().map(text -> new ScanAddress(socketAddress(text), atOnce)).toList();
        this.timeout = timeout;
        this.nanoTime = nanoTime;
    }

    /** As configured; {@code atOnce}: messages, of each address. */
    public static Addresses of(Scan config, int atOnce) {
        return new Addresses(config.name(), config.kind().addresses(), atOnce, config.timeout(), System::nanoTime);
    }

    public List<SocketAddress> socketAddresses() {
        return all.stream().map(ScanAddress::socket).toList();
    }

    /** Runs on {@code context}, where {@code question} is called and the future completes; it fails if the question's does. */
    public Future<Verdict> ask(Context context, Question question) {
        return ask(context, nanoTime.getAsLong() + timeout.toNanos(), question, new HashSet<>());
    }

    private Future<Verdict> ask(Context context, long deadlineNanos, Question question, Set<ScanAddress> asked) {
        var address = choose(asked);
        asked.add(address);
        return address.permits().acquire(context)
                .compose(_ -> inTime(deadlineNanos)
                        ? attempt(address, deadlineNanos, question) : Future.succeededFuture(Attempt.ours("timeout")))
                .onComplete(result -> settle(address, result.succeeded() ? result.result() : Attempt.ours("bug")))
                .compose(attempt -> attempt.effect() == Attempt.Effect.LOST && asked.size() < all.size() && inTime(deadlineNanos)
                        ? ask(context, deadlineNanos, question, asked) : Future.succeededFuture(attempt.verdict()));
    }

    /** Connects to one of them, for no longer than there is time. */
    public static Future<NetSocket> connect(NetClient client, SocketAddress address, Scan config, long deadlineNanos) {
        var left = Duration.ofNanos(deadlineNanos - System.nanoTime());
        return client.connect(new ConnectOptions().setRemoteAddress(address).setTimeout(config.connectMillis(left)));
    }

    private static Future<Attempt> attempt(ScanAddress address, long deadlineNanos, Question question) {
        try {
            return question.ask(address.socket(), deadlineNanos);
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private boolean inTime(long deadlineNanos) {
        return deadlineNanos - nanoTime.getAsLong() > 0;
    }

    private synchronized ScanAddress choose(Set<ScanAddress> asked) {
        long now = nanoTime.getAsLong();
        var left = new ArrayList<>(all);
        left.removeAll(asked);
        var good = left.stream().filter(address -> address.isWelcome(now)).toList();
        var best = (good.isEmpty() ? left : good).getFirst();
        for (var address : good.isEmpty() ? left : good) {
            if (address.underWay() < best.underWay()) {
                best = address;
            }
        }
        best.begins();
        return best;
    }

    private void settle(ScanAddress address, Attempt attempt) {
        boolean avoided;
        synchronized (this) {
            avoided = address.ends(attempt.effect(), nanoTime.getAsLong());
        }
        address.permits().release();
        if (avoided) {
            MailLog.limited(Level.WARN, "scanner-avoided", "scanner", scanner, "address", address.socket(),
                    "cause", attempt.verdict().reason());
        }
    }

    /** {@code host:port}, {@code [address]:port}, or the absolute path of a Unix socket. */
    public static SocketAddress socketAddress(String text) {
        if (text.startsWith("/")) {
            return SocketAddress.domainSocketAddress(text);
        }
        int colon = text.lastIndexOf(':');
        var host = text.substring(0, colon);
        return SocketAddress.inetSocketAddress(
                Integer.parseInt(text.substring(colon + 1)),
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }
}
