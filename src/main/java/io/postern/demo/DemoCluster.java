package io.postern.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.postern.loadtest.Copies;

/** The node processes of the demo, in order of their numbers. Blocking; {@link #close} may be called from any thread. */
final class DemoCluster implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration GRID_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 100;

    private final List<NodePlan> plans;
    private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
    private final NodeApi api;
    private volatile boolean closed;

    DemoCluster(List<NodePlan> plans, String token) {
        this.plans = List.copyOf(plans);
        this.api = new NodeApi(token);
    }

    /** Plans {@code count} nodes named {@code mx1}… under {@code domain}, each with free ports and a folder of its own. */
    static List<NodePlan> plan(int count, String domain, Path folder) throws IOException {
        var ports = freePorts(count * 3);
        var plans = new ArrayList<NodePlan>();
        for (int i = 0; i < count; i++) {
            var label = "mx" + (i + 1);
            plans.add(new NodePlan(label + '.' + domain, folder.resolve(label), ports.get(3 * i), ports.get(3 * i + 1),
                    ports.get(3 * i + 2)));
        }
        return plans;
    }

    /** Starts all nodes and returns when each says it is ready. */
    void start(NodeFiles files) throws IOException, InterruptedException, DemoFailure {
        for (var plan : plans) {
            files.write(plan, plans);
            nodes.add(NodeProcess.start(plan));
            if (closed) {
                nodes.getLast().kill();
            }
        }
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        for (var node : nodes) {
            while (!api.isReady(node.plan())) {
                if (node.endsWithin(POLL_MILLIS)) {
                    throw new DemoFailure(node.plan().name() + " ended instead of starting; its log:\n" + node.logTail());
                }
                if (System.nanoTime() > deadline) {
                    throw new DemoFailure(node.plan().name() + " was not ready after " + START_LIMIT.toSeconds()
                            + " s (" + node.plan().adminUrl() + "/health/ready); its log:\n" + node.logTail());
                }
            }
        }
    }

    /** Waits until the first node sees all as ready; false if that takes too long, which holds up no mail. */
    boolean awaitGrid() throws InterruptedException {
        long deadline = System.nanoTime() + GRID_LIMIT.toNanos();
        while (api.readyNodes(plans.getFirst()) < plans.size()) {
            if (System.nanoTime() > deadline || nodes.getFirst().endsWithin(POLL_MILLIS)) {
                return false;
            }
        }
        return true;
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    /** How often each message stands in the quarantine of the cluster; a dead node's is read from its disk. */
    Copies quarantined(String run) throws IOException, InterruptedException {
        var found = new Copies();
        for (var node : nodes) {
            found.addAll(node.isAlive() ? api.quarantined(node.plan(), run) : api.quarantinedOnDisk(node.plan(), run));
        }
        return found;
    }

    /** Ends all node processes at once. */
    @Override
    public void close() {
        closed = true;
        nodes.forEach(NodeProcess::kill);
        for (var node : nodes) {
            try {
                node.endsWithin(5000);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        api.close();
    }

    /** Ports that were free a moment ago: the members of the grid must know each other's before any starts. */
    private static List<Integer> freePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket();
                sockets.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
