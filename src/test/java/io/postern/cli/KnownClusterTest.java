package io.postern.cli;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Two nodes that know each other's names and that of a balancer, and hosts that the DNS may name. */
class KnownClusterTest {

    private static final KnownCluster CLUSTER = KnownCluster.of(new JsonObject("""
            {"nodes": [
              {"name": "MX1.test", "state": "ready", "names": ["mx1.test", "mx2.test", "balancer.test"], "addresses": ["192.0.2.1"]},
              {"name": "mx2.test", "state": "busy", "names": ["mx1.test", "mx2.test", "balancer.test"], "addresses": ["192.0.2.1", "192.0.2.2", "later?"]},
              {"name": "mx3.test", "state": "gone", "names": ["mx3.test"], "addresses": []}
            ]}"""));

    @ParameterizedTest
    @CsvSource({
        "mx1.test 192.0.2.9,                      true,  false",
        "mx1.test 192.0.2.1,                      true,  false",
        "mx1.test 192.0.2.9 mx2.test 192.0.2.9,   true,  true",
        "balancer.test 192.0.2.9,                 true,  true",
        "other.test 192.0.2.2,                    false, true",
        "other.test 192.0.2.9,                    false, false",
    })
    void nodeIsListedByItsOwnNameASharedOneOrItsAddress(String published, boolean first, boolean second) {
        var words = Arrays.asList(published.split(" "));
        var hosts = new ArrayList<PublishedHost>();
        for (int i = 0; i < words.size(); i += 2) {
            hosts.add(new PublishedHost(words.get(i), 10, List.of(InetAddress.ofLiteral(words.get(i + 1)))));
        }
        assertEquals(first, CLUSTER.isListed(CLUSTER.nodes().get(0), hosts));
        assertEquals(second, CLUSTER.isListed(CLUSTER.nodes().get(1), hosts));
        assertEquals(!published.startsWith("other.test 192.0.2.9"), CLUSTER.has(hosts.getFirst()));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, false"})
    void nodeIsLiveUnlessItIsGone(int node, boolean live) {
        assertEquals(live, CLUSTER.nodes().get(node).live());
    }
}
