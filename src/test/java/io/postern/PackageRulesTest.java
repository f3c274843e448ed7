package io.postern;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The floors of the house: imports only go down, and each library lives in one package. */
class PackageRulesTest {

    /** The root holds two floors: Node and what it is made of (7), and the main class (8). */
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("smtp", 1),
            Map.entry("wire", 2), Map.entry("message", 2), Map.entry("config", 2), Map.entry("authentic", 2),
            Map.entry("policy", 3), Map.entry("scan", 3), Map.entry("quarantine", 3), Map.entry("tls", 3),
            Map.entry("dns", 3), Map.entry("observe", 3),
            Map.entry("receive", 4), Map.entry("route", 4),
            Map.entry("relay", 5), Map.entry("cluster", 5),
            Map.entry("gateway", 6), Map.entry("admin", 6),
            Map.entry("", 7),
            Map.entry("cli", 8), Map.entry("demo", 8));

    private static final Set<String> OPEN_TO_NEIGHBOURS = Set.of("dns", "observe");
    private static final Set<String> LOADTEST_MAY_USE = Set.of("smtp", "wire", "config", "observe", "loadtest");

    private static final Map<String, Set<String>> HOMES = Map.ofEntries(
            Map.entry("org/xbill/", Set.of("dns", "demo")),
            Map.entry("com/hazelcast/", Set.of("cluster")),
            Map.entry("org/snakeyaml/", Set.of("config")),
            Map.entry("org/apache/james/", Set.of("scan")),
            Map.entry("com/google/common/", Set.of("authentic")),
            Map.entry("org/jsoup/", Set.of("scan")),
            Map.entry("com/github/luben/", Set.of("scan")),
            Map.entry("io/micrometer/", Set.of("observe")),
            Map.entry("io/prometheus/", Set.of("observe")),
            Map.entry("io/opentelemetry/", Set.of("observe")),
            Map.entry("picocli/", Set.of("cli", "demo", "loadtest")),
            Map.entry("org/apache/lucene/", Set.of("quarantine")),
            Map.entry("com/google/crypto/tink/", Set.of("quarantine")),
            Map.entry("software/amazon/", Set.of("quarantine")));

    private static final Pattern NAMES = Pattern.compile("(?:L|^)((?:io|org|com|software|picocli)/[\\w/$]+)");

    /** Class name to the names of all classes that it mentions, slashes in both. */
    private static final Map<String, Set<String>> MENTIONS = new HashMap<>();

    @BeforeAll
    static void readClasses() throws IOException {
        var root = Path.of("target/classes");
        try (var files = Files.walk(root)) {
            for (var file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                var mentions = new TreeSet<String>();
                for (var entry : ClassFile.of().parse(file).constantPool()) {
                    switch (entry) {
                        case ClassEntry type -> collect(type.asInternalName(), mentions);
                        case Utf8Entry text when text.stringValue().startsWith("(") || text.stringValue().startsWith("L") ->
                                collect(text.stringValue(), mentions);
                        default -> { }
                    }
                }
                var name = root.relativize(file).toString().replace(".class", "");
                MENTIONS.put(name, mentions);
            }
        }
        assertFalse(MENTIONS.isEmpty(), "no classes found: run through Maven");
    }

    private static void collect(String text, Set<String> mentions) {
        NAMES.matcher(text).results().forEach(result -> mentions.add(result.group(1)));
    }

    @Test
    void importsOnlyGoDown() {
        var wrong = new TreeSet<String>();
        MENTIONS.forEach((name, mentions) -> mentions.stream()
                .filter(mention -> mention.startsWith("io/postern/"))
                .filter(mention -> !mayUse(packageOf(name), packageOf(mention), name))
                .forEach(mention -> wrong.add(name + " uses " + mention)));
        assertEquals(Set.of(), wrong);
    }

    private static boolean mayUse(String user, String used, String className) {
        if (user.equals(used) || className.equals("io/postern/Postern")) {
            return true;
        }
        if (user.equals("loadtest")) {
            return LOADTEST_MAY_USE.contains(used);
        }
        if (used.equals("loadtest")) {
            return user.equals("demo") || user.equals("cli");
        }
        int from = FLOORS.get(user);
        int to = FLOORS.get(used);
        return to < from || to == from && OPEN_TO_NEIGHBOURS.contains(used);
    }

    @Test
    void everyPackageHasAFloor() {
        var packages = MENTIONS.keySet().stream().map(PackageRulesTest::packageOf).collect(Collectors.toSet());
        packages.remove("loadtest");
        assertTrue(FLOORS.keySet().containsAll(packages), () -> "without a floor: " + packages);
    }

    @Test
    void librariesStayAtHome() {
        var wrong = new TreeSet<String>();
        MENTIONS.forEach((name, mentions) -> mentions.forEach(mention -> HOMES.forEach((library, homes) -> {
            if (mention.startsWith(library) && !homes.contains(packageOf(name))) {
                wrong.add(name + " uses " + mention);
            }
        })));
        assertEquals(Set.of(), wrong);
    }

    @Test
    void vocabularyAndConfigurationKnowNoVertx() {
        var wrong = new TreeSet<String>();
        MENTIONS.forEach((name, mentions) -> mentions.stream()
                .filter(mention -> mention.startsWith("io/vertx/") || mention.startsWith("io/netty/"))
                .filter(_ -> List.of("smtp", "config").contains(packageOf(name)))
                .forEach(mention -> wrong.add(name + " uses " + mention)));
        assertEquals(Set.of(), wrong);
    }

    private static String packageOf(String className) {
        var parts = className.split("/");
        return parts.length > 3 ? parts[2] : "";
    }
}
