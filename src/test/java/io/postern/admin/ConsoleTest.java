package io.postern.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.postern.config.Config;
import io.postern.observe.Metrics;
import io.postern.observe.Readiness;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The console's files as they are served; {@code .ci/real-console} drives them in a browser. */
class ConsoleTest {

    private static final Path FILES = Path.of("src/main/resources/console");

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String base;

    @BeforeEach
    void start() throws Exception {
        var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        base = "http://127.0.0.1:" + new AdminServer(vertx, new Config.Admin(bind, Optional.empty()), metrics, new Readiness(),
                new FakeNode(vertx, "")).start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        metrics.close();
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofByteArray());
    }

    @Test
    void everyFileIsServedAsItIsUnderAPolicyOfItsOwn() throws Exception {
        var files = new TreeSet<>(Console.FILES);
        files.add("index.html");
        try (var there = Files.list(FILES)) {
            assertEquals(files, there.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
        for (var file : files) {
            var answer = get(file.equals("index.html") ? "/" : "/console/" + file);
            assertEquals(200, answer.statusCode(), file);
            assertEquals(Files.readString(FILES.resolve(file)), new String(answer.body(), StandardCharsets.UTF_8));
            var policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'; "), policy);
            assertTrue(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), policy);
            assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
            assertEquals("no-cache", answer.headers().firstValue("Cache-Control").orElse(""));
            assertTrue(answer.headers().firstValue("ETag").isPresent());
        }
    }

    @Test
    void pageHoldsNothingThatThePolicyForbids() throws Exception {
        var page = Files.readString(FILES.resolve("index.html"));
        assertFalse(Pattern.compile("\\sstyle=|\\son\\w+=|<style|<script(?![^>]*\\ssrc=)|https?:").matcher(page).find());
        for (var file : Console.FILES) {
            if (file.endsWith(".js") && !file.equals("uplot.js")) {
                var script = Files.readString(FILES.resolve(file)).replace("http://www.w3.org/2000/svg", "");
                assertFalse(Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|https?:").matcher(script).find(), file);
            }
        }
    }
}
