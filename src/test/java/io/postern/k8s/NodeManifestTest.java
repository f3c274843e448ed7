package io.postern.k8s;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.postern.config.ByteSize;
import io.postern.config.Config;
import io.postern.node.TestNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a StatefulSet of nodes says, against the configuration it mounts and the program that reads it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NodeManifestTest {

    /** What a node takes at most to close sessions past the limit, leave the grid and end, after a drain; see Node.stop. */
    private static final Duration LEAVING = Duration.ofSeconds(30);

    @TempDir
    private Path scratch;
    private final List<Rendered> overlays = new ArrayList<>();

    @BeforeAll
    void render() throws IOException, InterruptedException {
        assumeTrue(Rendered.isPossible(), "no kubectl with kustomize 5 is installed");
        try (var folders = Files.list(Rendered.K8S.resolve("overlays"))) {
            for (var folder : folders.sorted().toList()) {
                overlays.add(Rendered.of(folder.getFileName().toString(), folder));
            }
        }
    }

    Stream<Rendered> overlays() {
        return overlays.stream();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theConfigurationIsValidForEveryPod(Rendered rendered) {
        var hostnames = new TreeSet<String>();
        IntStream.range(0, rendered.nodes().number("spec", "replicas")).forEach(ordinal ->
                hostnames.add(PodView.of(rendered, "mx-" + ordinal, scratch).config().hostname()));
        assertEquals(rendered.nodes().number("spec", "replicas"), hostnames.size());
        var known = new TreeSet<>(PodView.of(rendered, "mx-0", scratch).config().identity().names());
        assertTrue(known.remove("mx-0." + rendered.nodes().text("spec", "serviceName")), "the API is not found inside");
        assertTrue(known.isEmpty() || known.equals(hostnames), "identity.names " + known + ", pods greet as " + hostnames);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theNodeReadsTheFileThatIsMounted(Rendered rendered) {
        var args = rendered.node().texts("args");
        assertEquals(List.of("run", "--config"), args.subList(0, 2));
        var pod = PodView.of(rendered, "mx-0", scratch);
        assertEquals(rendered.configuration().name(), pod.volumeAt(Path.of(args.get(2))).text("configMap", "name"));
        assertEquals(PodView.CONFIGURATION.resolve("postern.yaml"), Path.of(args.get(2)));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theContainersPortsAreThoseOfTheConfiguration(Rendered rendered) {
        var config = PodView.of(rendered, "mx-0", scratch).config();
        assertEquals(config.listeners().getFirst().bind().getPort(), port(rendered, "smtp"));
        assertEquals(config.admin().bind().getPort(), port(rendered, "admin"));
        var reachable = Stream.concat(Stream.of(config.admin().bind()), config.listeners().stream().map(Config.Listener::bind));
        assertTrue(reachable.map(InetSocketAddress::getAddress).allMatch(address -> address.isAnyLocalAddress()),
                "a listener is bound where neither probes nor senders come");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void thePodsGraceOutlastsTheDrain(Rendered rendered) {
        var drain = PodView.of(rendered, "mx-0", scratch).config().drain();
        var preStop = Duration.ofSeconds(rendered.node().number("lifecycle", "preStop", "sleep", "seconds"));
        var needed = preStop.plus(drain.notice()).plus(drain.limit()).plus(LEAVING);
        var grace = Duration.ofSeconds(rendered.nodes().at("spec", "template", "spec").number("terminationGracePeriodSeconds"));
        assertTrue(grace.compareTo(needed) >= 0, "grace " + grace + ", needed " + needed);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theGridIsFoundByTheHeadlessService(Rendered rendered) {
        var hazelcast = Rendered.manifests(rendered.configuration().text("data", "hazelcast-kubernetes.yaml")).getFirst()
                .at("hazelcast", "advanced-network");
        var service = rendered.the("Service", hazelcast.text("join", "kubernetes", "service-dns"));
        assertEquals("None", service.text("spec", "clusterIP"));
        assertTrue(service.is(true, "spec", "publishNotReadyAddresses"), "a node that starts is not found");
        assertEquals(rendered.nodes().text("spec", "serviceName"), service.name());
        assertEquals(port(rendered, "grid"), hazelcast.number("member-server-socket-endpoint-config", "port", "port"));
        assertEquals(port(rendered, "grid"), hazelcast.number("join", "kubernetes", "service-port"));
    }

    /** Liveness is the process, readiness the listeners: what the program offers, asked of a running node. */
    @Test
    void theProbesPathsAreAnsweredByANode() throws IOException, InterruptedException {
        var container = overlays.getFirst().node();
        assertEquals("/health/live", container.text("livenessProbe", "httpGet", "path"));
        assertEquals("/health/ready", container.text("readinessProbe", "httpGet", "path"));
        try (var node = TestNode.start(scratch, ""); var client = HttpClient.newHttpClient()) {
            for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                var uri = URI.create("http://127.0.0.1:" + node.adminPort() + container.text(probe, "httpGet", "path"));
                var answer = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                assertEquals(200, answer.statusCode(), probe);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theQuarantineOutlivesThePodAndTheSpillFilesFit(Rendered rendered) {
        var pod = PodView.of(rendered, "mx-0", scratch);
        var config = pod.config();
        var quarantine = pod.mountOf(((Config.Quarantine.Directory) config.quarantine()).path());
        assertTrue(rendered.nodes().all("spec", "volumeClaimTemplates").stream().anyMatch(claim -> claim.name().equals(quarantine)),
                "the quarantine lies on " + quarantine + ", which is no claim");
        var spill = pod.volumeAt(config.spillDirectory());
        var room = octets(spill.text("emptyDir", "sizeLimit"));
        assertTrue(room > config.limits().bodyDisk().octets(), "body-disk is larger than the spill volume");
    }

    /** The heap and the direct buffers may each take a third (src/main/image/java.options); bodies must leave some of theirs. */
    @ParameterizedTest
    @MethodSource("overlays")
    void bodiesFitIntoTheDirectMemory(Rendered rendered) {
        var third = octets(rendered.node().text("resources", "limits", "memory")) * 33 / 100;
        var bodies = PodView.of(rendered, "mx-0", scratch).config().limits().bodyMemory().octets();
        assertTrue(bodies <= third * 2 / 3, "body-memory " + bodies + " of direct memory " + third);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void thePolicyLetsInMailFromAnywhereAndTheRestFromWhoNeedsIt(Rendered rendered) {
        var rules = rendered.the("NetworkPolicy", "postern").all("spec", "ingress");
        var open = rules.stream().filter(rule -> rule.find("from").isEmpty()).flatMap(rule -> rule.all("ports").stream())
                .map(each -> each.number("port")).toList();
        assertEquals(List.of(port(rendered, "smtp")), open);
        var guarded = new TreeSet<>(rules.stream().filter(rule -> rule.find("from").isPresent())
                .flatMap(rule -> rule.all("ports").stream()).map(each -> each.number("port")).toList());
        assertEquals(new TreeSet<>(List.of(port(rendered, "grid"), port(rendered, "admin"))), guarded);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void thePoliciesLetOutToWhereTheConfigurationLeads(Rendered rendered) {
        var config = PodView.of(rendered, "mx-0", scratch).config();
        var allowed = new TreeSet<>(rendered.ofKind("NetworkPolicy")
                .filter(policy -> policy.at("spec", "podSelector", "matchLabels").tree().equals(rendered.nodes().podLabels()))
                .flatMap(policy -> policy.all("spec", "egress").stream()).flatMap(rule -> rule.all("ports").stream())
                .map(each -> each.number("port")).toList());
        var needed = new TreeSet<>(List.of(53, port(rendered, "grid"), port(rendered, "admin")));
        config.routes().forEach(route -> needed.addAll(switch (route.via()) {
            case Config.Via.Hosts(var hosts) -> hosts.stream().map(Config.Host::port).toList();
            case Config.Via.OwnMx _, Config.Via.MxOf _ -> List.of(config.relay().port());
        }));
        config.scan().forEach(scanner -> {
            for (var address : scanner.kind().addresses()) {
                if (!address.startsWith("/")) {
                    needed.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
                    rendered.the("Service", address.substring(0, address.lastIndexOf(':')));
                }
            }
        });
        assertTrue(allowed.containsAll(needed), "let out to " + allowed + ", needed " + needed);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theUserIsTheImagesOwn(Rendered rendered) throws IOException {
        var user = rendered.nodes().at("spec", "template", "spec").text("securityContext", "runAsUser");
        assertTrue(Files.readString(Path.of("pom.xml")).contains("<user>" + user + ":" + user + "</user>"), "user " + user);
        assertTrue(Files.readString(Rendered.K8S.resolve("image/base")).contains("\nuid=" + user + "\n"), "user " + user);
    }

    private static int port(Rendered rendered, String name) {
        return rendered.node().all("ports").stream().filter(port -> port.text("name").equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("no port " + name)).number("containerPort");
    }

    /** Kubernetes writes Mi where we write MiB. */
    private static long octets(String quantity) {
        return ByteSize.parse(quantity + "B").orElseThrow().octets();
    }
}
