package io.postern.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import io.vertx.core.json.Json;

/** Writes the two files of each node: its configuration and that of its grid. */
record NodeFiles(String domain, List<Integer> sinkPorts, int dnsPort, String token, String secret) {

    void write(NodePlan node, List<NodePlan> all) throws IOException {
        Files.createDirectories(node.quarantine());
        Files.createDirectories(node.folder().resolve("spill"));
        Files.writeString(node.configuration(), configuration(node, all));
        Files.writeString(node.grid(), grid(node, all));
    }

    String configuration(NodePlan node, List<NodePlan> all) {
        return """
                hostname: %s
                identity: { names: [%s] }
                postmaster: postmaster@%s
                listeners:
                  - bind: 127.0.0.1:%d
                spill-directory: %s
                drain: { notice: 0s, limit: 5s }
                routes:
                  - name: demo
                    domains: [%s]
                    via: [%s]
                dns: { servers: ["127.0.0.1:%d"] }
                scan:
                  - { name: rules, type: rules, eicar: true, on-match: quarantine }
                quarantine: { type: directory, path: %s, retention: 1d }
                cluster: { hazelcast: %s, secret: %s }
                admin: { bind: 127.0.0.1:%d, token: %s }
                """.formatted(node.name(), all.stream().map(NodePlan::name).collect(Collectors.joining(", ")), domain,
                node.smtpPort(), quoted(node.folder().resolve("spill")), domain,
                sinkPorts.stream().map(port -> "\"10 127.0.0.1:" + port + '"').collect(Collectors.joining(", ")),
                dnsPort, quoted(node.quarantine()), quoted(node.grid()), Json.encode(secret), node.adminPort(),
                Json.encode(token));
    }

    static String grid(NodePlan node, List<NodePlan> all) {
        return """
                hazelcast:
                  cluster-name: postern-demo
                  network:
                    port: { port: %d, auto-increment: false }
                    public-address: 127.0.0.1:%d
                    interfaces: { enabled: true, interfaces: [127.0.0.1] }
                    join:
                      auto-detection: { enabled: false }
                      multicast: { enabled: false }
                      tcp-ip:
                        enabled: true
                        member-list: [%s]
                """.formatted(node.gridPort(), node.gridPort(), all.stream()
                        .map(each -> "\"127.0.0.1:" + each.gridPort() + '"').collect(Collectors.joining(", ")));
    }

    /** A JSON string is a YAML string, whatever stands in the path. */
    private static String quoted(Path path) {
        return Json.encode(path.toString());
    }
}
