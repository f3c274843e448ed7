package io.postern.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.postern.loadtest.LoadtestCommand;
import io.postern.loadtest.SinkCommand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Every overlay, and every component by itself, as kubectl renders it: each object right, and right with the others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManifestsTest {

    /** Made by hand or by an operator: k8s/README.md says how. */
    private static final Set<String> SECRETS_FROM_ELSEWHERE = Set.of("postern", "postern-tls");

    private final List<Rendered> everything = new ArrayList<>();

    @BeforeAll
    void render(@TempDir Path scratch) throws IOException, InterruptedException {
        assumeTrue(Rendered.isPossible(), "no kubectl with kustomize 5 is installed");
        for (var overlay : folders("overlays")) {
            everything.add(Rendered.of(overlay, Rendered.K8S.resolve("overlays").resolve(overlay)));
        }
        for (var component : folders("components")) {
            everything.add(component.equals("proxy-protocol")
                    ? Rendered.withComponents(scratch, "loadbalancer-per-pod", component)
                    : Rendered.withComponents(scratch, component));
        }
    }

    Stream<Rendered> everything() {
        return everything.stream();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everyFieldIsOneThatItsTypeHas(Rendered rendered) {
        assertEquals(List.of(), rendered.manifests().stream().flatMap(each -> StrictModel.problems(each).stream()).toList());
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everyObjectIsThereOnce(Rendered rendered) {
        var seen = new HashSet<String>();
        rendered.manifests().forEach(manifest -> assertTrue(seen.add(manifest.toString()), manifest + " is there twice"));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everyImageHasATagOfItsOwn(Rendered rendered) {
        containers(rendered).forEach(container -> {
            var image = container.text("image");
            assertTrue(image.matches("[a-z0-9./-]+:[0-9][A-Za-z0-9._-]*"), image + " names no version");
        });
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everySelectorMatchesThePodsItIsMeantFor(Rendered rendered) {
        Stream.of("StatefulSet", "Deployment").flatMap(rendered::ofKind).forEach(owner ->
                assertMatches(owner, owner.at("spec", "selector", "matchLabels").tree(), owner.podLabels()));
        rendered.ofKind("Service").forEach(service -> podsOf(rendered, service, service.at("spec", "selector").tree()));
        Stream.of("PodDisruptionBudget", "PodMonitor").flatMap(rendered::ofKind).forEach(each ->
                podsOf(rendered, each, each.at("spec", "selector", "matchLabels").tree()));
        rendered.ofKind("NetworkPolicy").forEach(policy ->
                podsOf(rendered, policy, policy.at("spec", "podSelector", "matchLabels").tree()));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everyServiceLeadsToAPortThatThePodsHave(Rendered rendered) {
        rendered.ofKind("Service").forEach(service -> {
            var ports = ports(podsOf(rendered, service, service.at("spec", "selector").tree()));
            service.all("spec", "ports").forEach(port -> assertTrue(ports.containsKey(port.text("targetPort")),
                    service + " leads to " + port.text("targetPort") + ", pods have " + ports));
        });
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everyProbeAsksAPortThatTheContainerHas(Rendered rendered) {
        containers(rendered).forEach(container -> Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                .map(container::at).filter(probe -> !probe.tree().isEmpty()).forEach(probe -> {
                    var port = probe.find("httpGet").isPresent() ? probe.text("httpGet", "port") : probe.text("tcpSocket", "port");
                    assertTrue(portsOf(container).containsKey(port), container.text("name") + " has no port " + port);
                }));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everyMountHasItsVolumeAndEveryVolumeItsSource(Rendered rendered) {
        pods(rendered).forEach(owner -> {
            var pod = owner.podSpec().orElseThrow();
            var volumes = new HashSet<String>();
            pod.all("volumes").forEach(volume -> volumes.add(volume.text("name")));
            owner.all("spec", "volumeClaimTemplates").forEach(claim -> volumes.add(claim.name()));
            pod.all("containers").stream().flatMap(container -> container.all("volumeMounts").stream()).forEach(mount ->
                    assertTrue(volumes.contains(mount.text("name")), owner + " has no volume " + mount.text("name")));
            pod.all("volumes").forEach(volume -> {
                volume.find("configMap", "name").ifPresent(name -> rendered.the("ConfigMap", name.toString()));
                volume.find("secret", "secretName").filter(name -> !SECRETS_FROM_ELSEWHERE.contains(name.toString()))
                        .ifPresent(name -> rendered.the("Secret", name.toString()));
            });
        });
    }

    @ParameterizedTest
    @MethodSource("everything")
    void posternRunsWithoutAnyPrivilege(Rendered rendered) {
        rendered.ofPostern().forEach(owner -> {
            var pod = owner.podSpec().orElseThrow();
            assertTrue(pod.is(true, "securityContext", "runAsNonRoot"), owner + " may be root");
            assertEquals("RuntimeDefault", pod.text("securityContext", "seccompProfile", "type"));
            assertTrue(pod.is(false, "automountServiceAccountToken"), owner + " is given a token of the API server");
            pod.all("containers").forEach(container -> {
                assertTrue(container.is(true, "securityContext", "readOnlyRootFilesystem"), owner + " may write its root");
                assertTrue(container.is(false, "securityContext", "allowPrivilegeEscalation"), owner + " may gain privileges");
                assertEquals(List.of("ALL"), container.texts("securityContext", "capabilities", "drop"));
                assertFalse(container.at("resources", "limits").text("memory").isEmpty());
            });
        });
    }

    @ParameterizedTest
    @MethodSource("everything")
    void everyCommandTakesTheOptionsItIsGiven(Rendered rendered) {
        var program = new CommandLine(CommandSpec.create()).addSubcommand(LoadtestCommand.command()).addSubcommand(new SinkCommand());
        rendered.ofPostern().flatMap(owner -> owner.podSpec().orElseThrow().all("containers").stream())
                .map(container -> container.texts("args")).filter(args -> !args.getFirst().equals("run"))
                .forEach(args -> program.parseArgs(args.toArray(String[]::new)));
    }

    /** What a policy allows in must be a port of the pods it selects, else it was meant to be another. */
    @ParameterizedTest
    @MethodSource("everything")
    void everyNetworkPolicyOpensPortsThatThePodsHave(Rendered rendered) {
        rendered.ofKind("NetworkPolicy").forEach(policy -> {
            var ports = ports(podsOf(rendered, policy, policy.at("spec", "podSelector", "matchLabels").tree()));
            policy.all("spec", "ingress").stream().flatMap(rule -> rule.all("ports").stream()).forEach(port ->
                    assertTrue(ports.containsValue(port.number("port")), policy + " opens " + port + ", pods have " + ports));
            policy.all("spec", "egress").forEach(rule -> rule.all("to").stream()
                    .map(to -> to.at("podSelector", "matchLabels").tree()).filter(labels -> !labels.isEmpty()).forEach(labels -> {
                        var theirs = ports(podsOf(rendered, policy, labels));
                        rule.all("ports").forEach(port -> assertTrue(theirs.containsValue(port.number("port")),
                                policy + " lets out to " + port + ", pods have " + theirs));
                    }));
        });
    }

    private static List<String> folders(String below) throws IOException {
        try (var folders = Files.list(Rendered.K8S.resolve(below))) {
            return folders.filter(folder -> Files.exists(folder.resolve("kustomization.yaml")))
                    .map(folder -> folder.getFileName().toString()).sorted().toList();
        }
    }

    private static Stream<Manifest> pods(Rendered rendered) {
        return rendered.manifests().stream().filter(manifest -> manifest.podSpec().isPresent());
    }

    private static Stream<Manifest> containers(Rendered rendered) {
        return pods(rendered).flatMap(owner -> owner.podSpec().orElseThrow().all("containers").stream());
    }

    /** Who makes the pods with these labels; that of one pod by its ordinal is given by its StatefulSet. */
    private static List<Manifest> podsOf(Rendered rendered, Manifest selecting, Map<?, ?> labels) {
        var plain = new HashMap<Object, Object>(labels);
        var ordinal = plain.remove("statefulset.kubernetes.io/pod-name");
        var found = pods(rendered).filter(owner -> owner.podLabels().entrySet().containsAll(plain.entrySet())).toList();
        assertFalse(found.isEmpty(), selecting + " selects no pod by " + labels);
        if (ordinal != null) {
            assertTrue(ordinal.toString().matches("mx-\\d"), selecting + " selects " + ordinal);
        }
        return found;
    }

    private static void assertMatches(Manifest owner, Map<?, ?> selector, Map<?, ?> labels) {
        assertTrue(!selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet()), owner + " does not select its pods");
    }

    private static Map<String, Integer> ports(List<Manifest> owners) {
        var ports = new HashMap<String, Integer>();
        owners.forEach(owner -> owner.podSpec().orElseThrow().all("containers").forEach(each -> ports.putAll(portsOf(each))));
        return ports;
    }

    private static Map<String, Integer> portsOf(Manifest container) {
        var ports = new HashMap<String, Integer>();
        container.all("ports").forEach(port -> ports.put(port.text("name"), port.number("containerPort")));
        return ports;
    }
}
