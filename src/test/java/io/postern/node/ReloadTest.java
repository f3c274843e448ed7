package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.postern.config.ConfigProblemsTest;
import io.postern.world.Client;
import io.postern.world.Eventually;
import io.postern.world.SinkServer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A file read anew: good for new sessions, without effect if it is not good. */
class ReloadTest {

    @TempDir
    private Path folder;
    private SinkServer before;
    private SinkServer after;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        before = new SinkServer();
        after = new SinkServer();
        node = TestNode.towards(folder, before.address().getPort(), "");
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        node.close();
        before.close();
        after.close();
    }

    @Test
    void newSessionsTakeTheNewRoutesAndOldOnesKeepTheirs() {
        try (var old = Client.greeted(node.port())) {
            OctetsTest.begin(old);
            TestNode.write(folder, 0, TestNode.route(after.address().getPort()));
            var answer = admin.post("/api/v1/reload");
            assertEquals(200, answer.statusCode(), answer.body());
            try (var late = Client.greeted(node.port())) {
                assertEquals("250", late.mail("a@client.test", "b@next.test", "late\r\n").substring(0, 3));
            }
            assertEquals("250", old.send("old\r\n.\r\n").reply().substring(0, 3));
            assertEquals("250", old.mail("a@client.test", "b@next.test", "old again\r\n").substring(0, 3));
        }
        assertEquals(2, before.messages().size());
        assertEquals(1, after.messages().size());
    }

    @Test
    void badFileChangesNothingAndEveryProblemIsListed() throws IOException {
        TestNode.write(folder, 0, TestNode.route(after.address().getPort()) + """
                limits: {body-memori: 1MiB, sessions: many}
                """);
        var answer = admin.post("/api/v1/reload");
        assertEquals(422, answer.statusCode());
        var problems = new JsonObject(answer.body()).getJsonArray("problems").encode();
        assertTrue(problems.contains("body-memori") && problems.contains("limits.sessions"), problems);
        assertStillBefore();
        Files.delete(folder.resolve("postern.yaml"));
        assertEquals(422, admin.post("/api/v1/reload").statusCode());
        assertStillBefore();
    }

    /** Every wrong file that `postern check` knows of: refused with its line and key, and mail flows as before. */
    @Test
    void noWrongFileIsTaken() throws IOException {
        int refused = 0;
        for (var wrong : ConfigProblemsTest.CASES) {
            Files.writeString(folder.resolve("postern.yaml"), (String) wrong.get()[0]);
            var answer = admin.post("/api/v1/reload");
            assertEquals(422, answer.statusCode());
            var problems = new JsonObject(answer.body()).getJsonArray("problems");
            for (var expected : (List<?>) wrong.get()[1]) {
                var lineAndKey = String.join(":", List.of(expected.toString().split(":", 3)).subList(0, 2)).stripTrailing();
                assertTrue(problems.stream().anyMatch(it -> it.toString().contains("postern.yaml:" + lineAndKey)),
                        () -> lineAndKey + " not in " + problems);
            }
            refused++;
        }
        assertTrue(refused >= 40);
        var scrape = Scrape.of(node);
        assertEquals(refused, scrape.value("postern_reloads_total", "result=\"refused\",trigger=\"api\""));
        assertEquals(0, scrape.value("postern_configuration_current"));
        assertStillBefore();
        TestNode.write(folder, 0, TestNode.route(after.address().getPort()));
        assertEquals(200, admin.post("/api/v1/reload").statusCode());
        assertEquals(1, Scrape.of(node).value("postern_configuration_current"));
    }

    @Test
    void aChangedFileIsTakenByItself() {
        TestNode.write(folder, 0, TestNode.route(after.address().getPort()));
        Eventually.eventually(() -> Scrape.of(node).value("postern_reloads_total", "result=\"taken\",trigger=\"file\"") == 1);
        try (var client = Client.greeted(node.port())) {
            assertEquals("250", client.mail("a@client.test", "b@next.test", "hello\r\n").substring(0, 3));
        }
        assertEquals(1, after.messages().size());
    }

    @Test
    void limitsChangeForWhoComesNext() {
        try (var old = Client.greeted(node.port())) {
            TestNode.write(folder, 0, TestNode.route(before.address().getPort()) + "limits: {sessions: 1, body-disk: 64MiB}\n");
            assertEquals(200, admin.post("/api/v1/reload").statusCode());
            try (var late = new Client(node.port())) {
                assertTrue(late.reply().startsWith("421 4.3.2"));
            }
            assertEquals("250", old.mail("a@client.test", "b@next.test", "hello\r\n").substring(0, 3));
        }
    }

    @Test
    void whoWeAreIsToldAnewToo() {
        TestNode.write(folder, 0, TestNode.route(before.address().getPort()) + "identity: {names: [balancer.test]}\n");
        assertEquals(200, admin.post("/api/v1/reload").statusCode());
        var told = admin.json("/api/v1/cluster").getJsonArray("nodes").getJsonObject(0);
        assertEquals("[\"balancer.test\",\"mx.postern.test\"]", told.getJsonArray("names").encode());
    }

    @Test
    void whatTakesARestartIsSaidAndChangesNothing() {
        TestNode.write(folder, 1, TestNode.route(after.address().getPort()) + """
                timeouts: {connect: 7s}
                relay: {connections-per-hop: 7, source-addresses: [127.0.0.2]}
                """);
        var answer = admin.post("/api/v1/reload");
        assertEquals(422, answer.statusCode());
        for (var key : new String[] {"listeners", "timeouts.connect", "relay.connections-per-hop", "relay.source-addresses"}) {
            assertTrue(answer.body().contains(key + ":"), key + " in " + answer.body());
        }
        assertStillBefore();
    }

    @Test
    void takesAToken() {
        TestNode.write(folder, 0, TestNode.route(after.address().getPort()));
        assertEquals(401, admin.withoutToken("POST", "/api/v1/reload").statusCode());
        assertEquals(405, admin.get("/api/v1/reload").statusCode());
        assertEquals(0, Scrape.of(node).value("postern_reloads_total", "trigger=\"api\""));
    }

    private void assertStillBefore() {
        int messages = before.messages().size();
        try (var client = Client.greeted(node.port())) {
            assertEquals("250", client.mail("a@client.test", "b@next.test", "hello\r\n").substring(0, 3));
        }
        assertEquals(messages + 1, before.messages().size());
        assertTrue(after.messages().isEmpty());
    }
}
