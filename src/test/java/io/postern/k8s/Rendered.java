package io.postern.k8s;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code kubectl kustomize} makes of a folder. */
record Rendered(String title, List<Manifest> manifests) {

    static final Path K8S = Path.of("k8s");

    @Override
    public String toString() {
        return title;
    }

    /** Whether there is a kubectl that knows components, which came with kustomize 3.7. */
    static boolean isPossible() {
        try {
            var process = new ProcessBuilder("kubectl", "version", "--client").redirectErrorStream(true).start();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && text.contains("Kustomize Version: v5");
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    static Rendered of(String title, Path folder) throws IOException, InterruptedException {
        var errors = Files.createTempFile("kustomize", ".log");
        try {
            var process = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                    .redirectError(errors.toFile()).start();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(title + ": " + Files.readString(errors));
            }
            return new Rendered(title, manifests(text));
        } finally {
            Files.delete(errors);
        }
    }

    /** The base with one component, or several that belong together, as somebody's own overlay would have them. */
    static Rendered withComponents(Path scratch, String... components) throws IOException, InterruptedException {
        var folder = Files.createDirectories(scratch.resolve(String.join("-", components)));
        var text = new StringBuilder("resources: [" + from(folder, K8S.resolve("base")) + "]\ncomponents:\n");
        for (var component : components) {
            text.append("  - ").append(from(folder, K8S.resolve("components").resolve(component))).append('\n');
        }
        Files.writeString(folder.resolve("kustomization.yaml"), text);
        return of("base with " + String.join(" and ", components), folder);
    }

    private static Path from(Path folder, Path other) {
        return folder.toAbsolutePath().relativize(other.toAbsolutePath());
    }

    static List<Manifest> manifests(String yaml) {
        var manifests = new ArrayList<Manifest>();
        for (var document : new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadAllFromString(yaml)) {
            manifests.add(new Manifest((Map<?, ?>) document));
        }
        return manifests;
    }

    Stream<Manifest> ofKind(String kind) {
        return manifests.stream().filter(manifest -> manifest.kind().equals(kind));
    }

    Manifest the(String kind, String name) {
        return ofKind(kind).filter(manifest -> manifest.name().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError(title + " has no " + kind + " " + name));
    }

    /** Whatever makes pods of the postern image. */
    Stream<Manifest> ofPostern() {
        return manifests.stream().filter(manifest -> manifest.podSpec().stream()
                .flatMap(pod -> pod.all("containers").stream())
                .anyMatch(container -> container.text("image").matches("(.*/)?postern:.*")));
    }

    /** The ConfigMap that the nodes read. */
    Manifest configuration() {
        return ofKind("ConfigMap").filter(map -> map.name().startsWith("postern-config")).findFirst()
                .orElseThrow(() -> new AssertionError(title + " has no postern-config"));
    }

    Manifest nodes() {
        return the("StatefulSet", "mx");
    }

    Manifest node() {
        return nodes().at("spec", "template", "spec").all("containers").getFirst();
    }
}
