package io.postern.node;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Scanners out of jars that are made here, one of them of the code that README shows. */
class PluginTest {

    private static final String CONFIG = """
            scan: [{name: words, type: plugin, plugin: %s, folder: plugins, settings: ["word=prize"]}]
            routes: [{name: all, domains: [hosted.test], via: ["10 127.0.0.1:%d"]}]
            """;

    /** Answers by another thread, with nothing, or not at all, as the subject says. */
    private static final String ODD = """
            package org.example;

            import java.util.Map;
            import java.util.concurrent.CompletableFuture;

            import io.postern.scan.*;
            import io.vertx.core.*;

            public final class Odd implements ScannerPlugin {
                public String name() { return "odd"; }

                public Scanner scanner(String name, Map<String, String> settings, Vertx vertx) {
                    if (settings.containsKey("wrong")) throw new IllegalArgumentException("wrong is not known");
                    return new Scanner() {
                        public String name() { return name; }

                        public Future<Verdict> scan(ScanInput input) {
                            var from = input.envelope().from().toString();
                            if (from.contains("nothing")) return Future.succeededFuture();
                            if (from.contains("null")) return null;
                            if (from.contains("broken")) throw new NoSuchMethodError("of another version");
                            return Future.fromCompletionStage(CompletableFuture.supplyAsync(() -> Verdict.Clean.CLEAN));
                        }
                    };
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void whatReadmeShowsJudges() throws IOException {
        plugin("org.example.Lottery", readme());
        try (var hop = new SinkServer(); var node = TestNode.start(folder, CONFIG.formatted("lottery", hop.address().getPort()))) {
            assertEquals("550 5.7.1", answer(node, "a@client.test", "you won a prize"));
            assertEquals("250 2.0.0", answer(node, "a@client.test", "you won nothing"));
            assertEquals(1, hop.messages().size());
        }
    }

    @Test
    void aPluginThatBreaksLeavesItsMessageUnscannedAndNoMore() throws IOException {
        plugin("org.example.Odd", ODD);
        try (var hop = new SinkServer(); var node = TestNode.start(folder, CONFIG.formatted("odd", hop.address().getPort()))) {
            for (var kind : List.of("nothing", "null", "broken")) {
                assertEquals("451 4.7.1", answer(node, kind + "@client.test", "text"), kind);
            }
            assertEquals("250 2.0.0", answer(node, "other@client.test", "text"));
        }
    }

    @Test
    void aMissingPluginIsToldWithThoseThatThereAre() throws IOException {
        plugin("org.example.Odd", ODD);
        assertEquals("scanner words: there is no plugin even in " + folder.resolve("plugins") + "; there are: odd",
                refusal(CONFIG.formatted("even", 25)));
    }

    @Test
    void settingsThatThePluginDoesNotTakeAreToldInItsWords() throws IOException {
        plugin("org.example.Odd", ODD);
        assertEquals("scanner words: plugin odd does not take its settings: wrong is not known",
                refusal(CONFIG.formatted("odd", 25).replace("word=prize", "wrong=1")));
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        var said = refusal(CONFIG.formatted("odd", 25));
        assertTrue(said.startsWith("scanner words: the plugins in " + folder.resolve("plugins") + " cannot be read: "), said);
    }

    private String refusal(String config) {
        return assertThrows(IllegalStateException.class, () -> TestNode.start(folder, config)).getMessage();
    }

    private static String answer(TestNode node, String from, String text) {
        try (var client = Client.greeted(node.port())) {
            return client.mail(from, "b@hosted.test", "Subject: x\r\n\r\n" + text + "\r\n").substring(0, 9);
        }
    }

    private static String readme() throws IOException {
        var text = Files.readString(Path.of("README.md"));
        int start = text.indexOf("```java\n", text.indexOf("### A scanner in Java")) + "```java\n".length();
        return text.substring(start, text.indexOf("```", start));
    }

    private void plugin(String name, String source) throws IOException {
        var classes = Files.createDirectories(folder.resolve("classes"));
        var file = new SimpleJavaFileObject(URI.create("string:///" + name.replace('.', '/') + ".java"), SimpleJavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var compiled = ToolProvider.getSystemJavaCompiler().getTask(null, null, null,
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path")), null, List.of(file)).call();
        assertTrue(compiled);
        var jar = Files.createDirectories(folder.resolve("plugins")).resolve("plugin.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar)); var files = Files.walk(classes)) {
            for (var each : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
            }
            out.putNextEntry(new JarEntry("META-INF/services/io.postern.scan.ScannerPlugin"));
            out.write(name.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
