package io.postern.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A preferred next hop that lets connect and never says a word, behind three nodes that all have mail for it; prints the figures. */
@Tag("long")
class BlackholeTest {

    private static final Duration LENGTH = Duration.ofSeconds(22);

    @TempDir
    private Path folder;

    /** What it costs to find out: a connection that is waited for until the greeting is overdue. */
    private static final class Mute implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> heard = new CopyOnWriteArrayList<>();

        Mute() throws IOException {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        heard.add(server.accept());
                    }
                } catch (IOException closed) {
                    // the test is over
                }
            });
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (var socket : heard) {
                socket.close();
            }
        }
    }

    @Test
    void itCostsTheClusterOneSlowAttemptAProbe() throws IOException {
        int apart = slowAttempts("");
        int together = slowAttempts(GridSection.write(folder));
        System.out.printf("slow attempts in %d s at 3 nodes: %d apart, %d sharing%n", LENGTH.toSeconds(), apart, together);
        assertTrue(apart >= 7, "each node finds out for itself: " + apart);
        // the first, those at about 6 and 17 seconds, and one for a node that did not hear of it in time
        assertTrue(together <= 4, "one of them finds out for all: " + together);
    }

    private int slowAttempts(String cluster) throws IOException {
        var nodes = new ArrayList<TestNode>();
        try (var mute = new Mute(); var hop = new SinkServer()) {
            for (int i = 0; i < 3; i++) {
                nodes.add(TestNode.start(Files.createTempDirectory(folder, "node"), """
                        timeouts: {greeting: 1s}
                        routes: [{name: next, domains: [next.test], via: ["10 127.0.0.1:%d", "20 127.0.0.1:%d"]}]
                        """.formatted(mute.server.getLocalPort(), hop.address().getPort()) + cluster));
            }
            for (var node : nodes) {
                eventually(() -> cluster.isEmpty() || GridSection.ready(node) == 3);
            }
            try (var first = Client.greeted(nodes.getFirst().port())) {
                mail(first);
            }
            long end = System.nanoTime() + LENGTH.toNanos();
            CompletableFuture.allOf(nodes.stream().map(node ->
                    CompletableFuture.runAsync(() -> mailUntil(end, node), step -> Thread.ofVirtual().start(step)))
                    .toArray(CompletableFuture<?>[]::new)).join();
            return mute.heard.size();
        } finally {
            nodes.forEach(TestNode::close);
        }
    }

    private static void mailUntil(long end, TestNode node) {
        try (var client = Client.greeted(node.port())) {
            while (System.nanoTime() - end < 0) {
                long next = System.nanoTime() + Duration.ofMillis(50).toNanos();
                mail(client);
                eventually(() -> System.nanoTime() - next >= 0);
            }
        }
    }

    private static void mail(Client client) {
        var reply = client.mail("a@client.test", "b@next.test", "Subject: x\r\n\r\ntext\r\n");
        assertTrue(reply.startsWith("250"), reply);
    }
}
