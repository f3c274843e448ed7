package io.postern.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.instance.EndpointQualifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
