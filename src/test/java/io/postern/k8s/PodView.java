package io.postern.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.postern.config.Config;
import io.postern.config.ConfigLoader;
import io.postern.config.Environment;
import io.postern.config.Loaded;

import static org.junit.jupiter.api.Assertions.assertFalse;

/** What one pod of the StatefulSet sees: its configuration, read with its environment and its mounts only. */
final class PodView {

    static final Path CONFIGURATION = Path.of("/etc/postern");

    private final Rendered rendered;
    private final String pod;
    private final Config config;

    private PodView(Rendered rendered, String pod, Path scratch) {
        this.rendered = rendered;
        this.pod = pod;
        lay(rendered.configuration().at("data").tree(), scratch);
        config = switch (ConfigLoader.load(scratch.resolve("postern.yaml"), environment())) {
            case Loaded.Ok(var valid, var _) -> valid;
            case Loaded.Invalid(var problems) -> throw new AssertionError(rendered + ": " + problems);
        };
    }

    /** {@code scratch} is where the files of the ConfigMap are laid, as in {@link #CONFIGURATION}. */
    static PodView of(Rendered rendered, String pod, Path scratch) {
        return new PodView(rendered, pod, scratch);
    }

    private static void lay(Map<?, ?> data, Path folder) {
        data.forEach((name, text) -> {
            try {
                Files.writeString(folder.resolve(name.toString()), text.toString());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    Config config() {
        return config;
    }

    /** The name of the volume that holds this path. */
    String mountOf(Path path) {
        return rendered.node().all("volumeMounts").stream().filter(mount -> path.startsWith(mount.text("mountPath")))
                .findFirst().orElseThrow(() -> new AssertionError(path + " is on no volume")).text("name");
    }

    /** The volume of the pod that holds this path; a claim of the StatefulSet is none. */
    Manifest volumeAt(Path path) {
        var name = mountOf(path);
        return rendered.nodes().all("spec", "template", "spec", "volumes").stream()
                .filter(volume -> volume.text("name").equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError(name + " is no volume of the pod"));
    }

    private Environment environment() {
        return new Environment() {
            @Override
            public Optional<String> variable(String name) {
                return rendered.node().all("env").stream().filter(each -> each.text("name").equals(name))
                        .filter(each -> each.text("valueFrom", "fieldRef", "fieldPath").equals("metadata.name"))
                        .map(_ -> pod).findFirst();
            }

            @Override
            public String file(Path path) {
                assertFalse(volumeAt(path).at("secret").tree().isEmpty(), path + " is in no Secret");
                return "a secret of the test";
            }
        };
    }
}
