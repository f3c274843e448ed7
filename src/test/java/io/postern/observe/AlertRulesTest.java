package io.postern.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The rules for Prometheus: they ask for what there is, each has its paragraph and its test, and promtool agrees. */
class AlertRulesTest {

    private static final Path FOLDER = Path.of("k8s/components/monitoring");

    private final Map<?, ?> spec;
    private final List<Map<?, ?>> rules;

    AlertRulesTest() throws IOException {
        var manifest = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(FOLDER.resolve("rules.yaml")));
        assertEquals("PrometheusRule", manifest.get("kind"));
        spec = (Map<?, ?>) manifest.get("spec");
        rules = ((List<?>) spec.get("groups")).stream()
                .flatMap(group -> ((List<?>) ((Map<?, ?>) group).get("rules")).stream())
                .<Map<?, ?>>map(rule -> (Map<?, ?>) rule).toList();
    }

    private Set<String> all(String key) {
        return rules.stream().filter(rule -> rule.containsKey(key)).map(rule -> rule.get(key).toString())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Test
    void askOnlyForWhatThereIs() {
        for (var rule : rules) {
            assertEquals(Set.of(), Expressions.unknown(rule.get("expr").toString(), all("record")), rule::toString);
        }
    }

    @Test
    void eachAlertHasItsParagraphAndItsTest() throws IOException {
        var headings = Pattern.compile("(?m)^## (\\S+)$").matcher(Files.readString(FOLDER.resolve("runbook.md")))
                .results().map(found -> found.group(1)).collect(Collectors.toSet());
        assertEquals(all("alert"), headings);
        var tested = Pattern.compile("alertname=\"(\\w+)\"").matcher(Files.readString(FOLDER.resolve("rules-test.yaml")))
                .results().map(found -> found.group(1)).collect(Collectors.toSet());
        assertEquals(all("alert"), tested);
        for (var rule : rules) {
            if (rule.get("alert") instanceof String alert) {
                var annotations = (Map<?, ?>) rule.get("annotations");
                assertEquals("runbook.md#" + alert.toLowerCase(Locale.ROOT), annotations.get("runbook"));
                assertTrue(annotations.containsKey("summary"), alert);
                assertTrue(Set.of("warning", "critical").contains(((Map<?, ?>) rule.get("labels")).get("severity")), alert);
            }
        }
    }

    @Test
    void promtoolTestsThem(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool is not installed (Debian: prometheus)");
        Files.writeString(folder.resolve("rules.spec.yaml"), new Dump(DumpSettings.builder().build()).dumpToString(spec));
        Files.copy(FOLDER.resolve("rules-test.yaml"), folder.resolve("rules-test.yaml"));
        promtool(folder, "check", "rules", "rules.spec.yaml");
        promtool(folder, "test", "rules", "rules-test.yaml");
    }

    private static void promtool(Path folder, String... arguments) throws IOException, InterruptedException {
        var command = new ProcessBuilder("/usr/bin/promtool").directory(folder.toFile()).redirectErrorStream(true);
        command.command().addAll(List.of(arguments));
        var process = command.start();
        var said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), said);
    }
}
