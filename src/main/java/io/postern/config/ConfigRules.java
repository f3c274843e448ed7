package io.postern.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.postern.smtp.Mailbox;

/**
 * What must hold between values that are each right by themselves. A rule is silent where one of its values has a problem.
 */
final class ConfigRules {

    /** RFC 5321 §4.5.3.2.6: a client waits ten minutes for the answer to its final dot; half a minute is for the way. */
    private static final Duration CLIENT_PATIENCE = Duration.ofMinutes(9).plusSeconds(30);

    private final Config config;
    private final Problems problems;

    ConfigRules(Config config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    void check() {
        postmaster();
        patience();
        sizes();
        lifetimes();
        listeners();
        routes();
        nextHops();
        scanners();
        hazelcast();
        admin();
        tokens();
        digest();
    }

    private void postmaster() {
        if (!config.routes().isEmpty() && !problems.isWritten("postmaster")) {
            problems.add("postmaster", "is missing although there are routes", "write it such as postmaster@example.com");
        }
    }

    private void patience() {
        var budget = config.timeouts().budget();
        var dotReply = config.timeouts().dotReply();
        if (problems.clean("timeouts.budget", "timeouts.dot-reply")
                && budget.plus(dotReply).compareTo(CLIENT_PATIENCE) >= 0) {
            problems.add(problems.isWritten("timeouts.dot-reply") ? "timeouts.dot-reply" : "timeouts.budget",
                    "budget and dot-reply together are not less than 9m30s, so that clients would give up first",
                    "write for example budget: 2m and dot-reply: 7m");
        }
    }

    private void sizes() {
        var limits = config.limits();
        if (problems.clean("limits.message-size", "limits.body-memory", "limits.body-disk")
                && limits.messageSize().octets() > limits.bodyMemory().octets() + limits.bodyDisk().octets()) {
            problems.add("limits.message-size", "is more than body-memory and body-disk together hold",
                    "make it smaller or one of them larger");
        }
        if (problems.clean("limits.body-spill-threshold", "limits.body-memory")
                && limits.bodySpillThreshold().octets() > limits.bodyMemory().octets()) {
            problems.add("limits.body-spill-threshold", "is more than body-memory", "make it smaller");
        }
    }

    private void lifetimes() {
        var dns = config.dns();
        if (problems.clean("dns.ttl-floor", "dns.ttl-ceiling") && dns.ttlFloor().compareTo(dns.ttlCeiling()) > 0) {
            problems.add("dns.ttl-floor", "is more than ttl-ceiling", "make it smaller");
        }
    }

    private void listeners() {
        var seen = new LinkedHashMap<String, InetSocketAddress>();
        for (int i = 0; i < config.listeners().size(); i++) {
            listener("listeners[" + i + "].bind", config.listeners().get(i).bind(), seen);
        }
        listener("admin.bind", config.admin().bind(), seen);
    }

    private void listener(String key, InetSocketAddress bind, Map<String, InetSocketAddress> seen) {
        if (!problems.clean(key)) {
            return;
        }
        for (var other : seen.entrySet()) {
            if (overlap(bind, other.getValue())) {
                problems.add(key, "takes the same address and port as " + other.getKey(), "write another address or port");
                return;
            }
        }
        seen.put(key, bind);
    }

    private static boolean overlap(InetSocketAddress one, InetSocketAddress other) {
        // Port 0 is a fresh port each time.
        if (one.getPort() == 0 || one.getPort() != other.getPort()) {
            return false;
        }
        return one.equals(other)
                || covers(one.getAddress(), other.getAddress())
                || covers(other.getAddress(), one.getAddress());
    }

    /** {@code [::]} takes IPv4 connections too. */
    private static boolean covers(InetAddress everywhere, InetAddress address) {
        return everywhere.isAnyLocalAddress() && (everywhere instanceof Inet6Address || address instanceof Inet4Address);
    }

    private void routes() {
        var names = new HashMap<Object, String>();
        var domains = new HashMap<String, String>();
        for (int i = 0; i < config.routes().size(); i++) {
            var route = config.routes().get(i);
            var key = "routes[" + i + "].name";
            if (route.name().equals("other")) {
                problems.add(key, "is the name for all mail without a route", "choose another name");
            } else if (problems.clean(key)) {
                unique(names, route.name(), key, "another name");
            }
            if (problems.clean("routes[" + i + "].tls")) {
                routeTls("routes[" + i + "].", route.tls());
            }
            for (var domain : new HashSet<>(route.domains())) {
                var first = domains.putIfAbsent(domain, "routes[" + i + "]");
                if (first != null) {
                    problems.warn("routes[" + i + "].domains",
                            domain + " is also in " + first + ", which comes first and wins",
                            "leave it out of one of them");
                }
            }
        }
    }

    private void routeTls(String route, Config.RouteTls tls) {
        boolean verifies = tls.demand() == Config.TlsDemand.VERIFY;
        if (tls.ca().isPresent() && !verifies) {
            problems.warn(route + "tls-ca", "counts for nothing without tls: verify", "write tls: verify or leave it out");
        }
        if (!tls.names().isEmpty() && !verifies) {
            problems.warn(route + "tls-names", "counts for nothing without tls: verify", "write tls: verify or leave it out");
        }
        if (tls.client().isPresent() && tls.demand() == Config.TlsDemand.NONE) {
            problems.add(route + "tls-client-certificate", "is never shown with tls: none", "leave it out");
        }
        for (var key : new String[] {"tls-client-key", "tls-client-password"}) {
            if (tls.client().isEmpty() && problems.isWritten(route + key)) {
                problems.add(route + key, "has no tls-client-certificate beside it", "write that too, or leave this out");
            }
        }
    }

    private void nextHops() {
        var ourNames = ourNames();
        for (int i = 0; i < config.routes().size(); i++) {
            if (problems.clean("routes[" + i + "].via")
                    && config.routes().get(i).via() instanceof Config.Via.Hosts(var hosts)) {
                for (int j = 0; j < hosts.size(); j++) {
                    if (isOurs(hosts.get(j), ourNames)) {
                        problems.add("routes[" + i + "].via[" + j + "]", "is this node's own listener",
                                "write the host that comes after this one");
                    }
                }
            }
        }
    }

    private Set<String> ourNames() {
        var names = new HashSet<>(config.identity().names());
        names.addAll(config.identity().addresses());
        names.add(config.hostname());
        names.add("localhost");
        return names;
    }

    private boolean isOurs(Config.Host host, Set<String> ourNames) {
        var address = Endpoint.literal(host.name());
        boolean ourName = ourNames.contains(host.name().toLowerCase(Locale.ROOT))
                || address.filter(InetAddress::isLoopbackAddress).isPresent();
        for (var listener : config.listeners()) {
            var bind = listener.bind();
            boolean everywhere = bind.getAddress().isAnyLocalAddress();
            boolean same = address.filter(bind.getAddress()::equals).isPresent()
                    || host.name().equals("localhost") && bind.getAddress().isLoopbackAddress();
            if (bind.getPort() == host.port() && (same || everywhere && ourName)) {
                return true;
            }
        }
        return false;
    }

    private void scanners() {
        var names = new HashMap<Object, String>();
        for (int i = 0; i < config.scan().size(); i++) {
            var key = "scan[" + i + "].name";
            if (problems.clean("scan")) {
                unique(names, config.scan().get(i).name(), key, "another name");
            }
        }
        for (int i = 0; i < config.scan().size() && problems.clean("scan"); i++) {
            redirect("scan[" + i + "].", config.scan().get(i).onMatch(), config.scan().get(i).treatment().redirectTo());
            urls("scan[" + i + "].url", config.scan().get(i).kind());
        }
        for (int i = 0; i < config.routes().size(); i++) {
            var key = "routes[" + i + "].scan";
            var profile = config.routes().get(i).profile();
            profile.onMatch().ifPresent(action -> redirect(key.replace("scan", ""), action, profile.redirectTo()));
            var named = profile.scanners();
            if (named.isPresent() && problems.clean("scan", key)) {
                named.get().stream().filter(name -> !names.containsKey(name)).sorted().forEach(name ->
                        problems.add(key, "names " + name + ", which is no scanner of scan",
                                Suggestion.of(name, config.scan().stream().map(Scan::name).toList())
                                        .map(word -> "did you mean " + word + "?").orElse("leave it out")));
            }
        }
    }

    private void redirect(String section, Scan.OnMatch action, Optional<Mailbox> to) {
        if (action == Scan.OnMatch.REDIRECT && to.isEmpty() && problems.clean(section + "redirect-to")) {
            problems.add(section + "on-match", "redirects to nobody", "write redirect-to: spam@example.com beside it");
        }
    }

    /** Its addresses are told apart by host and port. */
    private void urls(String key, Scan.Kind kind) {
        if (kind instanceof Scan.Kind.Http http) {
            var seen = new HashSet<String>();
            http.addresses().stream().filter(address -> !seen.add(address)).findFirst().ifPresent(address -> problems.add(
                    key, "has " + address + " twice", "write each host and port once; another path is a scanner of its own"));
        }
    }

    private void hazelcast() {
        config.cluster().ifPresent(cluster -> {
            if (problems.clean("cluster") && !Files.isReadable(cluster.hazelcast())) {
                problems.add("cluster.hazelcast",
                        "the file " + problems.raw("cluster.hazelcast") + " is not there or not readable",
                        "a relative path starts at this configuration file's folder");
            }
        });
    }

    private void admin() {
        if (problems.clean("admin") && config.admin().token().isEmpty()
                && !config.admin().bind().getAddress().isLoopbackAddress()) {
            problems.warn("admin.bind", "is open to other machines without a token", "metrics and health are there for all;"
                    + " the API stays off until admin.token is written");
        }
    }

    private void digest() {
        config.handling().digest().filter(_ -> problems.clean("quarantine.digest")).ifPresent(digest -> {
            var names = config.scan().stream().map(Scan::name).toList();
            digest.release().stream().filter(name -> !names.contains(name)).findFirst().ifPresent(name -> problems.add(
                    "quarantine.digest.release", name + " is no scanner of this configuration", "write one of: " + String.join(", ", names)));
            if (digest.linkBase().isPresent() && digest.key().isEmpty() && config.cluster().isEmpty()) {
                problems.add("quarantine.digest.link-base", "needs a key to sign links with", "write quarantine.digest.key");
            }
            if (digest.linkBase().isEmpty() && !digest.release().isEmpty()) {
                problems.add("quarantine.digest.release", "counts for nothing without link-base", "write that too, or leave this out");
            }
            if (config.postmaster().isEmpty()) {
                problems.add("quarantine.digest", "has nobody to come from", "write postmaster");
            }
        });
    }

    private void tokens() {
        var names = new HashMap<Object, String>();
        names.put("admin", "the name of admin.token");
        var values = new HashMap<Object, String>();
        config.admin().token().ifPresent(token -> values.put(token.value(), "admin.token"));
        for (int i = 0; i < config.admin().tokens().size(); i++) {
            var key = "admin.tokens[" + i + "]";
            if (problems.clean(key)) {
                unique(names, config.admin().tokens().get(i).name(), key + ".name", "another name");
                var other = values.putIfAbsent(config.admin().tokens().get(i).token().value(), key + ".token");
                if (other != null) {
                    problems.warn(key + ".token", "is the same as " + other + ", so that nobody knows who was meant", "write another token");
                }
            }
        }
        if (problems.clean("admin") && config.admin().token().isEmpty() && !config.admin().tokens().isEmpty()) {
            problems.add("admin.tokens", "has no admin.token beside it", "write that too: without it the API is off");
        }
    }

    private void unique(HashMap<Object, String> seen, Object value, String key, String instead) {
        var first = seen.putIfAbsent(value, key);
        if (first != null) {
            problems.add(key, "is the same as " + first, "write " + instead);
        }
    }
}
