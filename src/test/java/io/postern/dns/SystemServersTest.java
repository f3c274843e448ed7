package io.postern.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SystemServersTest {

    @TempDir
    private Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void threeServersAtMostAndNothingElseOfTheFileCounts() throws IOException {
        assertEquals(at("192.0.2.1", "2001:db8::1", "192.0.2.3"), servers("""
                # nameserver 192.0.2.9
                search example.org
                nameserver 192.0.2.1
                options ndots:5
                nameserver\t2001:db8::1
                nameserver
                nameserver 192.0.2.3
                nameserver 192.0.2.4
                """).get().addresses());
    }

    @Test
    void withoutAUsableFileThereIsStillAServer() throws IOException {
        assertFalse(servers("").get().addresses().isEmpty());
        assertFalse(servers("nameserver not-an-address").get().addresses().isEmpty());
    }

    @Test
    void changedFileIsReadAgainOnceItIsLookedAt() throws IOException {
        var servers = servers("nameserver 192.0.2.1");
        write("nameserver 192.0.2.2");
        assertEquals(at("192.0.2.1"), servers.get().addresses());
        nanos.addAndGet(SystemServers.LOOK_EVERY.toNanos());
        eventually(() -> servers.get().addresses().equals(at("192.0.2.2")));
    }

    @Test
    void unchangedServersKeepTheirHealth() throws IOException {
        var servers = servers("nameserver 192.0.2.1");
        var before = servers.get();
        write("nameserver 192.0.2.1\noptions timeout:1");
        servers.look();
        assertSame(before, servers.get());
    }

    @Test
    void onlyLoopbackAndListedServersVouchForAuthenticity() {
        assertFalse(made(at("192.0.2.1"), false).isTrusted(0));
        assertTrue(made(at("127.0.0.53"), false).isTrusted(0));
        assertTrue(made(at("192.0.2.1"), true).isTrusted(0));
    }

    private SystemServers servers(String text) throws IOException {
        return new SystemServers(vertx, write(text), nanos::get, addresses -> made(addresses, false));
    }

    private NameServers made(List<InetSocketAddress> addresses, boolean listed) {
        return new NameServers(addresses, listed, Duration.ofSeconds(1), new Transports(vertx, Duration.ofSeconds(1)), nanos::get);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("resolv.conf"), text);
    }

    private static List<InetSocketAddress> at(String... addresses) {
        return List.of(addresses).stream().map(address -> new InetSocketAddress(address, 53)).toList();
    }
}
