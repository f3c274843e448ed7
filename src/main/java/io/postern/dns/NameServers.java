package io.postern.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.io.IoClientFactory;

/**
 * The servers in the order of the configuration. One that failed where another then answered is asked last for a while; a
 * question that all of them fail says nothing about them. Each question over UDP leaves from a socket of its own on a
 * random port, connected so that only the server is heard, with a random id (RFC 5452 §9.2): dnsjava sees to that.
 */
final class NameServers {

    /** What passes without fragments everywhere: the payload size of DNS flag day 2020. */
    private static final int EDNS_PAYLOAD_OCTETS = 1232;
    private static final long LAST_NANOS = Duration.ofSeconds(30).toNanos();

    private final List<InetSocketAddress> addresses;
    private final List<SimpleResolver> resolvers;
    private final boolean listed;
    private final Duration patience;
    private final LongSupplier nanoClock;
    private final AtomicLongArray lastUntilNanos;

    /** {@code listed}: they stand in our configuration; {@code timeout} is for one question to all of them. */
    NameServers(List<InetSocketAddress> addresses, boolean listed, Duration timeout, IoClientFactory transports,
            LongSupplier nanoClock) {
        this.addresses = List.copyOf(addresses);
        this.listed = listed;
        this.patience = timeout.dividedBy((long) Inquiry.ROUNDS * Math.max(1, addresses.size()));
        this.resolvers = addresses.stream().map(address -> resolver(address, patience, transports)).toList();
        this.nanoClock = nanoClock;
        this.lastUntilNanos = new AtomicLongArray(addresses.size());
        for (int i = 0; i < addresses.size(); i++) {
            lastUntilNanos.set(i, nanoClock.getAsLong());
        }
    }

    List<InetSocketAddress> addresses() {
        return addresses;
    }

    int count() {
        return resolvers.size();
    }

    /** For one question to one server, TCP included. */
    Duration patience() {
        return patience;
    }

    SimpleResolver at(int index) {
        return resolvers.get(index);
    }

    /** Whether the server's AD flag counts: we were told to use it, or nobody stands on the way to it (RFC 4035 §4.9.3). */
    boolean isTrusted(int index) {
        return listed || addresses.get(index).getAddress().isLoopbackAddress();
    }

    /** In which order to ask now. */
    int[] order() {
        var order = new int[count()];
        long now = nanoClock.getAsLong();
        int next = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < order.length; i++) {
                boolean last = lastUntilNanos.get(i) - now > 0;
                if (last == (pass == 1)) {
                    order[next++] = i;
                }
            }
        }
        return order;
    }

    /** Another one answered what this one did not. */
    void failed(int index) {
        lastUntilNanos.set(index, nanoClock.getAsLong() + LAST_NANOS);
    }

    private static SimpleResolver resolver(InetSocketAddress address, Duration patience, IoClientFactory transports) {
        var resolver = new SimpleResolver(address);
        resolver.setTimeout(patience);
        resolver.setEDNS(0, EDNS_PAYLOAD_OCTETS, 0, List.of());
        resolver.setIoClientFactory(transports);
        return resolver;
    }
}
