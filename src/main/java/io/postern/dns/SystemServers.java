package io.postern.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.postern.observe.MailLog;
import io.vertx.core.Vertx;
import org.slf4j.event.Level;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;

/**
 * The servers that the machine's own settings name, of which only those count: search domains are not for mail domains. While
 * questions are asked the file is looked at every few seconds, on a worker. Any thread may ask.
 */
final class SystemServers implements Supplier<NameServers> {

    static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final String KEYWORD = "nameserver";
    /** resolv.conf(5): MAXNS. */
    private static final int MOST = 3;

    private final Vertx vertx;
    private final Path file;
    private final LongSupplier nanoClock;
    private final Function<List<InetSocketAddress>, NameServers> making;
    private final AtomicLong nextLookNanos;
    private volatile NameServers current;

    /** Reads the file: not on an event loop. */
    SystemServers(Vertx vertx, Path file, LongSupplier nanoClock, Function<List<InetSocketAddress>, NameServers> making) {
        this.vertx = vertx;
        this.file = file;
        this.nanoClock = nanoClock;
        this.making = making;
        this.nextLookNanos = new AtomicLong(nanoClock.getAsLong() + LOOK_EVERY.toNanos());
        this.current = making.apply(read());
    }

    @Override
    public NameServers get() {
        long now = nanoClock.getAsLong();
        long due = nextLookNanos.get();
        if (now - due >= 0 && nextLookNanos.compareAndSet(due, now + LOOK_EVERY.toNanos())) {
            vertx.executeBlocking(this::look, false);
        }
        return current;
    }

    /** Blocks. */
    Void look() {
        var addresses = read();
        if (!addresses.equals(current.addresses())) {
            MailLog.event(Level.INFO, "dns-servers-changed", "servers", addresses);
            current = making.apply(addresses);
        }
        return null;
    }

    private List<InetSocketAddress> read() {
        var found = new ArrayList<InetSocketAddress>();
        try {
            for (var line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                var words = line.strip().split("\\s+");
                if (words.length > 1 && words[0].equals(KEYWORD) && found.size() < MOST) {
                    found.add(new InetSocketAddress(InetAddress.ofLiteral(words[1]), SimpleResolver.DEFAULT_PORT));
                }
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            // Half a file is no reason to go without servers; a system without such a file has other settings.
        }
        return found.isEmpty() ? List.copyOf(ResolverConfig.getCurrentConfig().servers()) : List.copyOf(found);
    }
}
