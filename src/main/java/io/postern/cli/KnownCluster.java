package io.postern.cli;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The nodes as one of them described them: {@code /api/v1/cluster}. */
record KnownCluster(List<KnownNode> nodes) {

    /** Names in lower case; {@code live}: it is not gone. */
    record KnownNode(String name, boolean live, Set<String> names, Set<InetAddress> addresses) {

        boolean isAt(PublishedHost host) {
            return names.contains(host.name()) || host.addresses().stream().anyMatch(addresses::contains);
        }
    }

    static KnownCluster of(JsonObject answer) {
        return new KnownCluster(answer.getJsonArray("nodes", new JsonArray()).stream()
                .map(JsonObject.class::cast).map(KnownCluster::node).toList());
    }

    /**
     * Whether senders are led to the node. A name or address that it shares with its siblings counts, a load balancer's say,
     * but not a host by the name of another node: nodes often know each other's names and addresses as those of the cluster.
     */
    boolean isListed(KnownNode node, List<PublishedHost> published) {
        return published.stream().anyMatch(host -> node.isAt(host)
                && (host.name().equals(node.name()) || nodes.stream().noneMatch(other -> other.name().equals(host.name()))));
    }

    boolean has(PublishedHost host) {
        return nodes.stream().anyMatch(node -> node.isAt(host));
    }

    /** Whether a banner of this name is one of ours. */
    boolean hasName(String name) {
        return nodes.stream().anyMatch(node -> node.names().contains(name));
    }

    private static KnownNode node(JsonObject json) {
        var names = new HashSet<String>();
        strings(json, "names").forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        var name = json.getString("name", "").toLowerCase(Locale.ROOT);
        names.add(name);
        var addresses = new HashSet<InetAddress>();
        for (var literal : strings(json, "addresses")) {
            try {
                addresses.add(InetAddress.ofLiteral(literal));
            } catch (IllegalArgumentException ofANewerNode) {
                continue;
            }
        }
        return new KnownNode(name, !"gone".equals(json.getString("state")), names, addresses);
    }

    private static List<String> strings(JsonObject json, String key) {
        return json.getJsonArray(key, new JsonArray()).stream().map(String::valueOf).toList();
    }
}
