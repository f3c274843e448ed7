package io.postern.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The section that makes up to three nodes on loopback a cluster: each takes the first port of a few that is free. */
final class GridSection {

    private GridSection() {
    }

    static String write(Path folder) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var file = Files.writeString(folder.resolve("grid.yaml"), """
                hazelcast:
                  cluster-name: test-%s
                  network:
                    port: { port: %d, port-count: 20, auto-increment: true }
                    interfaces: { enabled: true, interfaces: [127.0.0.1] }
                    join: { tcp-ip: { enabled: true, member-list: ["127.0.0.1:%d", "127.0.0.1:%d", "127.0.0.1:%d"] } }
                """.formatted(UUID.randomUUID(), port, port, port + 1, port + 2));
        return "cluster: {hazelcast: %s, secret: under the doormat}\n".formatted(file);
    }

    /** How many nodes this one knows to be ready, itself included. */
    static double ready(TestNode node) {
        return Scrape.of(node).value("postern_cluster_nodes", "state=\"ready\"");
    }
}
