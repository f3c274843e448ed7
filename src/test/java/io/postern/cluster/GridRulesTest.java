package io.postern.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.HazelcastOverloadException;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException;
import com.hazelcast.internal.cluster.impl.MasterNodeChangedException;
import com.hazelcast.internal.partition.PartitionStateVersionMismatchException;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.spi.exception.CallerNotMemberException;
import com.hazelcast.spi.exception.PartitionMigratingException;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import com.hazelcast.spi.exception.RetryableIOException;
import com.hazelcast.spi.exception.TargetDisconnectedException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import com.hazelcast.spi.exception.WrongTargetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GridRulesTest {

    @TempDir
    Path folder;

    @Test
    void whateverTheFileSaysOnlyThePlaceAndTheJoinerAreTaken() throws IOException {
        var config = read("""
                hazelcast:
                  cluster-name: mail
                  properties: { hazelcast.phone.home.enabled: true, hazelcast.shutdownhook.enabled: true, own: x }
                  jet: { enabled: true }
                  metrics: { enabled: true }
                  cp-subsystem: { cp-member-count: 3 }
                  serialization: { java-serialization-filter: { defaults-disabled: false } }
                  network:
                    rest-api: { enabled: true }
                    port: { port: 6001, port-count: 3, auto-increment: false }
                    public-address: 192.0.2.1
                    join:
                      auto-detection: { enabled: true }
                      tcp-ip: { enabled: true, member-list: ["192.0.2.1:6001"] }
                """).orElseThrow();
        assertEquals("mail-hz5.7", config.getClusterName());
        var network = config.getAdvancedNetworkConfig();
        assertTrue(network.isEnabled());
        assertEquals(Set.of(EndpointQualifier.MEMBER), network.getEndpointConfigs().keySet());
        assertFalse(network.getJoin().isAutoDetectionEnabled());
        assertFalse(network.getJoin().getMulticastConfig().isEnabled());
        assertFalse(config.getJetConfig().isEnabled());
        assertFalse(config.getMetricsConfig().isEnabled());
        assertEquals(0, config.getCPSubsystemConfig().getCPMemberCount());
        assertEquals("false", config.getProperty("hazelcast.phone.home.enabled"));
        assertEquals("false", config.getProperty("hazelcast.shutdownhook.enabled"));
        assertFalse(config.getProperties().containsKey("own"));
        var filter = config.getSerializationConfig().getJavaSerializationFilterConfig();
        assertTrue(filter.isDefaultsDisabled());
        assertFalse(filter.getWhitelist().isEmpty());
        assertFalse(filter.getWhitelist().isListed("java.util.ArrayList"));
    }

    @Test
    void aMemberReadsWhatAnotherRefusesWith() throws IOException {
        var grid = serialization();
        var refusals = List.of(new PartitionMigratingException("moving"), new WrongTargetException("not mine"),
                new TargetNotMemberException("who"), new CallerNotMemberException("who are you"),
                new RetryableHazelcastException("again", new RetryableIOException("again", new IOException("cut off"))),
                new TargetDisconnectedException("gone"), new ClusterTopologyChangedException("moved"),
                new MasterNodeChangedException("another"), new PartitionStateVersionMismatchException(1, 2),
                new HazelcastInstanceNotActiveException("ending"), new HazelcastOverloadException("full"),
                new IndeterminateOperationStateException("who knows"), new OperationTimeoutException("late"));
        for (var refusal : refusals) {
            var read = assertInstanceOf(refusal.getClass(), grid.toObject(grid.toData(refusal)));
            assertEquals(refusal.getMessage(), ((Throwable) read).getMessage());
            assertEquals(refusal.getStackTrace().length, ((Throwable) read).getStackTrace().length);
        }
    }

    @Test
    void nothingElseComesInARefusal() throws IOException {
        var grid = serialization();
        for (var foreign : List.of(new Guest(), new RetryableHazelcastException("again", new Guest()))) {
            var octets = grid.toData(foreign);
            assertThrows(HazelcastSerializationException.class, () -> grid.toObject(octets), foreign.toString());
        }
        assertFalse(ClusterNodeTest.Gadget.made);
    }

    private static final class Guest extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final ClusterNodeTest.Gadget gadget = new ClusterNodeTest.Gadget();

        @Override
        public String toString() {
            return "a guest with " + gadget;
        }
    }

    private SerializationService serialization() throws IOException {
        var config = read("hazelcast: { network: { join: { tcp-ip: { enabled: true } } } }").orElseThrow();
        return new DefaultSerializationServiceBuilder().setConfig(config.getSerializationConfig())
                .setClassLoader(config.getClassLoader()).build();
    }

    @Test
    void withoutAJoinerThereIsNoGrid() throws IOException {
        assertEquals(Optional.empty(), read("hazelcast: { network: { join: { auto-detection: { enabled: true } } } }"));
    }

    @Test
    void aTcpIpListIsJoinedFastUnlessTheFileSaysHowLongToWait() throws IOException {
        var list = "hazelcast: { network: { join: { tcp-ip: { enabled: true, member-list: [192.0.2.1]%s } } } }";
        assertEquals(2, patience(list.formatted("")));
        assertEquals(2, patience(list.replace("network: {", "advanced-network: { enabled: true, "
                + "member-server-socket-endpoint-config: { port: { port: 5701 } },").formatted("")));
        assertEquals(5, patience(list.formatted(", connection-timeout-seconds: 5")));
    }

    private int patience(String yaml) throws IOException {
        return read(yaml).orElseThrow().getAdvancedNetworkConfig().getJoin().getTcpIpConfig().getConnectionTimeoutSeconds();
    }

    @Test
    void kubernetesIsJoinedByServiceDnsOnly() {
        assertThrows(InvalidConfigurationException.class,
                () -> read("hazelcast: { network: { join: { kubernetes: { enabled: true, service-name: x } } } }"));
    }

    @Test
    void aFileThatHazelcastDoesNotUnderstandIsRefused() {
        assertThrows(InvalidConfigurationException.class, () -> read("hazelcast: { netwrk: {} }"));
    }

    @Test
    void theExamplesAreWhatTheySay() throws IOException {
        var kubernetes = GridRules.read(Path.of("cluster-config/hazelcast-kubernetes.yaml"), "k").orElseThrow();
        assertTrue(kubernetes.getAdvancedNetworkConfig().getJoin().getKubernetesConfig().isEnabled());
        var fixed = GridRules.read(Path.of("cluster-config/hazelcast-static.yaml"), "s").orElseThrow();
        assertTrue(fixed.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().isEnabled());
    }

    private Optional<com.hazelcast.config.Config> read(String yaml) throws IOException {
        return GridRules.read(Files.writeString(folder.resolve("hazelcast.yaml"), yaml), "test");
    }
}
