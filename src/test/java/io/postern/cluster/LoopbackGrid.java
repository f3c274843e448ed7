package io.postern.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.postern.config.Config;
import io.postern.config.Secret;
import io.postern.observe.Metrics;
import io.postern.observe.NodeView;
import io.vertx.core.Vertx;

import static io.postern.world.Eventually.eventually;

/** Some cluster nodes in this process, joined over loopback on ports that were free a moment ago. */
final class LoopbackGrid {

    static final String SECRET = "under the doormat";

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final List<Integer> ports;
    private final Map<String, ClusterNode> nodes = new HashMap<>();
    private final Map<String, Metrics> metrics = new HashMap<>();

    LoopbackGrid(Path folder, int size) throws IOException {
        this.folder = folder;
        this.ports = freePorts(size);
    }

    /** The first alone, then the others to it; ends when all see all. */
    void join(String... names) throws IOException {
        for (var name : names) {
            start(name);
            eventually(() -> nodes.get(names[0]).view().gridUp());
        }
        var all = Stream.of(names).sorted().map(name -> name + " ready").collect(Collectors.joining(", "));
        for (var name : names) {
            eventually(() -> node(name).view().gridUp() && seenBy(name).equals(all));
        }
    }

    ClusterNode node(String name) {
        return nodes.get(name);
    }

    private void start(String name) throws IOException {
        var section = new Config.Cluster(file(name, ports.get(nodes.size())), new Secret(SECRET));
        var counts = new Metrics();
        nodes.put(name, ClusterNode.start(Optional.of(section), vertx, () -> view(name), counts));
        metrics.put(name, counts);
    }

    Vertx vertx() {
        return vertx;
    }

    HazelcastInstance member(String name) {
        return nodes.get(name).grid().orElseThrow().member().orElseThrow();
    }

    List<HazelcastInstance> members() {
        return nodes.keySet().stream().map(this::member).toList();
    }

    /** Names and states, in order of names. */
    String seenBy(String name) {
        var seen = new TreeSet<String>();
        nodes.get(name).view().nodes().forEach(node -> seen.add(node.name() + " " + node.state()));
        return String.join(", ", seen);
    }

    boolean counted(String name, String operation, String result) {
        var labels = "operation=\"" + operation + "\",result=\"" + result + "\"";
        return metrics.get(name).scrape().contains("postern_grid_operation_seconds_count{" + labels + "}");
    }

    double alerts(String name, String kind) {
        var line = "postern_alerts_total{kind=\"" + kind + "\"} ";
        return metrics.get(name).scrape().lines().filter(each -> each.startsWith(line))
                .mapToDouble(each -> Double.parseDouble(each.substring(line.length()))).sum();
    }

    int port(String name) {
        return member(name).getCluster().getLocalMember().getAddress().getPort();
    }

    /** A member that knows the cluster's name and where it is, and reads and writes whatever it likes. */
    HazelcastInstance stranger(String name) {
        var config = new com.hazelcast.config.Config("stranger-" + ports.getFirst())
                .setClusterName(member(name).getConfig().getClusterName())
                .setProperties(member(name).getConfig().getProperties());
        config.getAdvancedNetworkConfig().setEnabled(true)
                .setMemberEndpointConfig(new ServerSocketEndpointConfig().setPort(ports.getLast() + 1).setPortCount(1000));
        config.getAdvancedNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getAdvancedNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + port(name));
        config.getJetConfig().setEnabled(false);
        config.getSerializationConfig().getCompactSerializationConfig().addSerializer(new SharedValueSerializer());
        return Hazelcast.newHazelcastInstance(config);
    }

    void close() throws Exception {
        nodes.values().forEach(node -> node.grid().orElseThrow().leave());
        metrics.values().forEach(Metrics::close);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Path file(String name, int port) throws IOException {
        var members = ports.stream().map(other -> "\"127.0.0.1:" + other + "\"").toList();
        return Files.writeString(folder.resolve(name + ".yaml"), """
                hazelcast:
                  cluster-name: test-%d
                  network:
                    port: { port: %d, auto-increment: false }
                    join: { tcp-ip: { enabled: true, member-list: %s, connection-timeout-seconds: 1 } }
                """.formatted(ports.getFirst(), port, members));
    }

    private static NodeView view(String name) {
        return new NodeView(name, "ready", 0, 0, "0.1.0", List.of(), List.of(), "", 0);
    }

    static List<Integer> freePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        for (var i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        var free = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (var socket : sockets) {
            socket.close();
        }
        return free;
    }
}
