package io.postern.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;

import com.hazelcast.config.CacheDeserializedValues;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.KubernetesConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MetadataPolicy;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.TopicConfig;
import com.hazelcast.config.YamlConfigBuilder;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.HazelcastOverloadException;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.instance.BuildInfoProvider;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException;
import com.hazelcast.internal.cluster.impl.MasterNodeChangedException;
import com.hazelcast.internal.partition.PartitionStateVersionMismatchException;
import com.hazelcast.spi.merge.ExpirationTimeMergePolicy;

/**
 * Turns the operator's Hazelcast file into the configuration of our member. The operator says where: cluster name, port,
 * interfaces, public address, and who joins ({@code tcp-ip} list, or {@code kubernetes} by {@code service-dns}). All else
 * is ours and stands here, whatever the file says: it is not edited but built anew, so that what a later Hazelcast adds
 * to the file does not get through either.
 */
final class GridRules {

    private static final int MOST_ANSWERS = 50_000;
    private static final int SOCKET_BUFFER_KIB = 64;
    private static final int CONNECTION_TIMEOUT_SECONDS = 2;

    private GridRules() {
    }

    /**
     * Blocking. Empty: no joiner is switched on, so there is nobody to share with and no port to open.
     *
     * @throws InvalidConfigurationException what Hazelcast does not understand, or joining we do not do
     * @throws IOException the file cannot be read
     */
    static Optional<Config> read(Path file, String instanceName) throws IOException {
        byte[] text = Files.readAllBytes(file);
        var said = new YamlConfigBuilder(new ByteArrayInputStream(text)).build();
        if (!new String(text, StandardCharsets.UTF_8).contains("connection-timeout-seconds")) {
            hurry(said.getNetworkConfig().getJoin());
            hurry(said.getAdvancedNetworkConfig().getJoin());
        }
        return enforce(said, instanceName);
    }

    /** A member asks for its siblings this long before it starts alone; Hazelcast's 5 s only hold up the join. */
    private static void hurry(JoinConfig said) {
        said.getTcpIpConfig().setConnectionTimeoutSeconds(CONNECTION_TIMEOUT_SECONDS);
    }

    private static Optional<Config> enforce(Config said, String instanceName) {
        var advanced = said.getAdvancedNetworkConfig().isEnabled();
        var saidJoin = advanced ? said.getAdvancedNetworkConfig().getJoin() : said.getNetworkConfig().getJoin();
        var join = join(saidJoin);
        if (!join.getTcpIpConfig().isEnabled() && !join.getKubernetesConfig().isEnabled()) {
            return Optional.empty();
        }
        var ours = new Config(instanceName).setClusterName(said.getClusterName() + "-hz" + minor());
        ours.getAdvancedNetworkConfig().setEnabled(true).setJoin(join)
                .setMemberEndpointConfig(advanced ? advancedEndpoint(said) : plainEndpoint(said));
        ours.getJetConfig().setEnabled(false);
        ours.getMetricsConfig().setEnabled(false);
        ours.getCPSubsystemConfig().setCPMemberCount(0);
        ours.setClassLoader(new GridClasses(GridRules.class.getClassLoader()));
        serialization(ours);
        properties(ours);
        for (var kind : SharedKind.ALL) {
            ours.addMapConfig(cache(kind.map(), kind.longest(), kind.backups()));
            kind.leases().ifPresent(leases -> ours.addMapConfig(cache(leases, SharedCache.LEASE, 0)));
        }
        return Optional.of(ours.addTopicConfig(topics()));
    }

    private static JoinConfig join(JoinConfig said) {
        var join = new JoinConfig();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.setTcpIpConfig(said.getTcpIpConfig());
        var kubernetes = said.getKubernetesConfig();
        if (kubernetes.isEnabled()) {
            var serviceDns = kubernetes.getProperty("service-dns");
            if (serviceDns == null || serviceDns.isBlank()) {
                throw new InvalidConfigurationException("join.kubernetes needs service-dns, the headless service's name");
            }
            join.setKubernetesConfig(new KubernetesConfig(kubernetes));
        }
        return join;
    }

    private static ServerSocketEndpointConfig advancedEndpoint(Config said) {
        for (var endpoint : said.getAdvancedNetworkConfig().getEndpointConfigs().values()) {
            if (endpoint instanceof ServerSocketEndpointConfig server
                    && endpoint.getProtocolType() == ProtocolType.MEMBER) {
                var ours = endpoint(server.getPort(), server.getPortCount(), server.isPortAutoIncrement());
                ours.setPublicAddress(server.getPublicAddress()).setInterfaces(server.getInterfaces());
                return ours;
            }
        }
        throw new InvalidConfigurationException("advanced-network needs member-server-socket-endpoint-config");
    }

    private static ServerSocketEndpointConfig plainEndpoint(Config said) {
        var network = said.getNetworkConfig();
        var ours = endpoint(network.getPort(), network.getPortCount(), network.isPortAutoIncrement());
        ours.setPublicAddress(network.getPublicAddress()).setInterfaces(network.getInterfaces());
        return ours;
    }

    private static ServerSocketEndpointConfig endpoint(int port, int portCount, boolean autoIncrement) {
        var ours = new ServerSocketEndpointConfig()
                .setPort(port).setPortCount(portCount).setPortAutoIncrement(autoIncrement).setReuseAddress(true);
        ours.setSocketTcpNoDelay(true).setSocketConnectTimeoutSeconds(3)
                .setSocketSendBufferSizeKb(SOCKET_BUFFER_KIB).setSocketRcvBufferSizeKb(SOCKET_BUFFER_KIB);
        return ours;
    }

    private static void serialization(Config ours) {
        var compact = ours.getSerializationConfig().setJavaSerializationFilterConfig(only(refusals())).setAllowUnsafe(false)
                .getCompactSerializationConfig();
        compact.addSerializer(new SharedValueSerializer()).setZeroConfigFilter(only(nothing()));
    }

    private static JavaSerializationFilterConfig only(ClassFilter allowed) {
        return new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(allowed);
    }

    /** An empty whitelist would allow every class, so ours holds one name that no class has. */
    private static ClassFilter nothing() {
        return new ClassFilter().addClasses("io.postern.nothing");
    }

    /**
     * What a member answers to an operation that it cannot do now: "not mine any more", "ask again". Hazelcast writes these
     * exceptions by Java serialisation; a caller that may not read them does not ask again but waits until it gives up, and
     * what it wanted, a registration after a merge, stays undone. They hold text and each other.
     */
    private static ClassFilter refusals() {
        var allowed = new ClassFilter().addPackages("com.hazelcast.spi.exception");
        Stream.of(HazelcastException.class, HazelcastInstanceNotActiveException.class, HazelcastOverloadException.class,
                IndeterminateOperationStateException.class, OperationTimeoutException.class,
                ClusterTopologyChangedException.class, MasterNodeChangedException.class,
                PartitionStateVersionMismatchException.class,
                Throwable.class, Exception.class, RuntimeException.class, IllegalStateException.class, IOException.class,
                StackTraceElement.class, StackTraceElement[].class, Collections.emptyList().getClass())
                .forEach(type -> allowed.addClasses(type.getName()));
        return allowed;
    }

    /** Values stay octets until somebody reads them. */
    private static MapConfig cache(String name, Duration longest, int backups) {
        return new MapConfig(name)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setBackupCount(backups)
                .setTimeToLiveSeconds((int) longest.toSeconds())
                .setEvictionConfig(new EvictionConfig().setEvictionPolicy(EvictionPolicy.LRU)
                        .setMaxSizePolicy(MaxSizePolicy.PER_NODE).setSize(MOST_ANSWERS))
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(ExpirationTimeMergePolicy.class.getName()))
                .setMetadataPolicy(MetadataPolicy.OFF)
                .setCacheDeserializedValues(CacheDeserializedValues.NEVER)
                .setStatisticsEnabled(false);
    }

    private static TopicConfig topics() {
        return new TopicConfig("postern-*").setStatisticsEnabled(false).setGlobalOrderingEnabled(false);
    }

    private static void properties(Config ours) {
        String[][] properties = {
            {"hazelcast.logging.type", "slf4j"},
            {"hazelcast.logging.details.enabled", "false"},
            {"hazelcast.phone.home.enabled", "false"},
            {"hazelcast.shutdownhook.enabled", "false"},
            {"hazelcast.socket.bind.any", "false"},
            {"hazelcast.jmx", "false"},
            {"hazelcast.health.monitoring.level", "OFF"},
            {"hazelcast.slow.operation.detector.enabled", "false"},
            {"hazelcast.heartbeat.interval.seconds", "1"},
            {"hazelcast.max.no.heartbeat.seconds", "10"},
            {"hazelcast.merge.first.run.delay.seconds", "30"},
            {"hazelcast.merge.next.run.delay.seconds", "30"},
            {"hazelcast.wait.seconds.before.join", "1"},
            {"hazelcast.max.wait.seconds.before.join", "3"},
            {"hazelcast.graceful.shutdown.max.wait", "4"},
            {"hazelcast.operation.call.timeout.millis", "5000"},
            {"hazelcast.partition.count", "71"},
            {"hazelcast.operation.thread.count", "2"},
            {"hazelcast.operation.generic.thread.count", "2"},
            {"hazelcast.operation.response.thread.count", "1"},
            {"hazelcast.io.thread.count", "1"},
            {"hazelcast.event.thread.count", "1"},
            {"hazelcast.event.queue.capacity", "10000"},
        };
        for (var property : properties) {
            ours.setProperty(property[0], property[1]);
        }
    }

    /** "5.7" of "5.7.0": members of different minors cannot join, so they are given different clusters. */
    private static String minor() {
        var version = BuildInfoProvider.getBuildInfo().getVersion();
        var patch = version.indexOf('.', version.indexOf('.') + 1);
        return patch < 0 ? version : version.substring(0, patch);
    }
}
