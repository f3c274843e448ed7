package io.postern.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.postern.smtp.Replies;

/**
 * Counts the sessions of the node and of each client address, of IPv6 each network of 64 bits: whoever has one address of
 * it has them all. Thread-safe; every {@link Decision.Allow} of
 * {@link #enter} is owed one {@link #leave}.
 */
public final class ConnectionLimit {

    private static final int IPV6_OCTETS = 16;
    private static final int NETWORK_OCTETS = 8;

    private final String hostname;
    private volatile int sessions;
    private volatile int sessionsPerClient;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> perClient = new ConcurrentHashMap<>();

    public ConnectionLimit(String hostname, int sessions, int sessionsPerClient) {
        this.hostname = hostname;
        this.sessions = sessions;
        this.sessionsPerClient = sessionsPerClient;
    }

    /** From now on; sessions that are open stay. */
    public void limit(int sessions, int sessionsPerClient) {
        this.sessions = sessions;
        this.sessionsPerClient = sessionsPerClient;
    }

    public Decision enter(InetAddress client) {
        if (open.incrementAndGet() > sessions) {
            open.decrementAndGet();
            return new Decision.Refuse(Replies.busy(hostname), Decision.Then.CLOSE, "sessions");
        }
        if (perClient.merge(counted(client), 1, Integer::sum) > sessionsPerClient) {
            leave(client);
            return new Decision.Refuse(Replies.tooManyConnections(hostname), Decision.Then.CLOSE, "sessions-per-client");
        }
        return Decision.ALLOW;
    }

    public void leave(InetAddress client) {
        open.decrementAndGet();
        perClient.computeIfPresent(counted(client), (address, count) -> count == 1 ? null : count - 1);
    }

    private static InetAddress counted(InetAddress client) {
        if (client instanceof Inet4Address) {
            return client;
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOf(Arrays.copyOf(client.getAddress(), NETWORK_OCTETS), IPV6_OCTETS));
        } catch (UnknownHostException neverOfThisLength) {
            return client;
        }
    }

    /** Of the node's limit, 0 to 1. */
    public double use() {
        return (double) open.get() / sessions;
    }

    public boolean isFull() {
        return open.get() >= sessions;
    }

    /** Whether more than nine tenths of the limit are in use. */
    public boolean isCrowded() {
        return 10L * open.get() > 9L * sessions;
    }

    public int open() {
        return open.get();
    }
}
