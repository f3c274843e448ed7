package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.postern.world.Client;
import io.postern.world.QuarantineFolder;
import io.postern.world.SinkServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A quarantined message from the client's final dot to its release or its end, as an operator sees it. */
class QuarantineTest {

    private static final String BAD = "Subject: bad\r\n\r\n..dotted \u00fc\r\n"
            + "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\r\n";
    private static final String SCAN = """
            scan: [{name: rules, type: rules, eicar: true, on-match: quarantine}]
            """;

    @TempDir
    private Path folder;
    private SinkServer sink;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        begin();
    }

    private void begin() {
        node = TestNode.towards(folder, sink.address().getPort(), SCAN);
        admin = new AdminCalls(node.adminPort());
    }

    private void end() {
        admin.close();
        node.close();
    }

    @AfterEach
    void stop() throws IOException {
        end();
        sink.close();
    }

    @Test
    void listedShownAndReadWhileItIsThere() {
        var id = quarantined();
        assertTrue(sink.messages().isEmpty());
        eventually(() -> admin.metric("postern_quarantined_messages") == 1);
        var shown = admin.json("/api/v1/quarantine/" + id);
        assertEquals("a@client.test", shown.getString("from"));
        assertTrue(shown.encode().contains("b@next.test"), shown.encode());
        var message = admin.get("/api/v1/quarantine/" + id + "/message");
        assertEquals("message/rfc822", message.headers().firstValue("Content-Type").orElse(""));
        assertTrue(message.body().startsWith("Received: "), message.body());
        assertTrue(message.body().endsWith(BAD.replace("\r\n..", "\r\n.")), "content form");
        admin.awaitNothingHeld();
    }

    @Test
    void releaseTheNextHopRefusesKeepsIt() {
        var id = quarantined();
        sink.reply("DOT", "554 5.7.1 still bad\r\n");
        var refused = admin.post("/api/v1/quarantine/" + id + "/release");
        assertEquals(502, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains("still bad"), refused.body());
        assertEquals(id, onlyOne());
        sink.reply("RCPT", "450 4.2.1 not now\r\n");
        assertEquals(502, admin.post("/api/v1/quarantine/" + id + "/release").statusCode());
        assertEquals(id, onlyOne());

        int before = sink.messages().size();
        var released = admin.post("/api/v1/quarantine/" + id + "/release");
        assertEquals(200, released.statusCode(), released.body());
        assertTrue(new JsonObject(released.body()).getBoolean("released"));
        assertEquals(before + 1, sink.messages().size());
        assertTrue(sink.messages().getLast().startsWith("Received: "), "trace header");
        assertTrue(sink.messages().getLast().endsWith(BAD), "octets in, octets out");
        assertEquals(1, sink.messages().getLast().split("Received: ", -1).length - 1);
        assertGone(id);
    }

    @Test
    void deletedIsGoneWithItsFiles() throws IOException {
        var id = quarantined();
        assertEquals(401, admin.withoutToken("DELETE", "/api/v1/quarantine/" + id).statusCode());
        assertEquals(id, onlyOne());
        assertEquals(204, admin.delete("/api/v1/quarantine/" + id).statusCode());
        assertGone(id);
        assertEquals(List.of(), QuarantineFolder.files(folder.resolve("quarantine")).stream()
                .filter(file -> file.getFileName().toString().contains(id)).toList());
        assertEquals(404, admin.delete("/api/v1/quarantine/" + id).statusCode());
    }

    @Test
    void survivesARestart() {
        var id = quarantined();
        end();
        begin();
        assertEquals(id, onlyOne());
        assertEquals(200, admin.post("/api/v1/quarantine/" + id + "/release").statusCode());
        assertGone(id);
    }

    @Test
    void strangeNamesAreNotThere() {
        for (var id : new String[] {"nothing", "..", "%2e%2e", "..%2fpostern", "a%00b", "x".repeat(500)}) {
            assertEquals(404, admin.get("/api/v1/quarantine/" + id).statusCode(), id);
            assertEquals(404, admin.post("/api/v1/quarantine/" + id + "/release").statusCode(), id);
            assertEquals(404, admin.delete("/api/v1/quarantine/" + id).statusCode(), id);
        }
    }

    @Test
    void storeThatFailsPutsBadMailOffAndNothingElse() throws IOException {
        node.breakQuarantine(folder);
        assertPutOff(1);
        var quarantine = folder.resolve("quarantine");
        Files.delete(quarantine);
        Files.createDirectory(quarantine);
        quarantined();
    }

    @Test
    void nodeStartsWithoutItsStore() throws IOException {
        end();
        TestNode.replaceQuarantine(folder);
        begin();
        assertEquals(200, admin.get("/health/ready").statusCode());
        assertPutOff(2);
    }

    private void assertPutOff(int alerts) {
        try (var client = Client.greeted(node.port())) {
            assertEquals("451 4.3.0", client.mail("a@client.test", "b@next.test", BAD).substring(0, 9));
            assertEquals("250", client.mail("a@client.test", "b@next.test", "good\r\n").substring(0, 3));
        }
        assertEquals(1, sink.messages().size());
        assertEquals(alerts, admin.metric("postern_alerts_total{kind=\"quarantine-store\"}"));
        admin.awaitNothingHeld();
    }

    /** Sends a bad message; its identifier. */
    private String quarantined() {
        try (var client = Client.greeted(node.port())) {
            assertEquals("250", client.mail("a@client.test", "b@next.test", BAD).substring(0, 3));
        }
        return onlyOne();
    }

    /** A list waits for the stock to be taken, but no longer than a moment. */
    private String onlyOne() {
        eventually(() -> listed().size() == 1);
        return listed().getJsonObject(0).getString("id");
    }

    private JsonArray listed() {
        return admin.json("/api/v1/quarantine").getJsonArray("messages");
    }

    private void assertGone(String id) {
        assertEquals(404, admin.get("/api/v1/quarantine/" + id).statusCode());
        assertEquals(404, admin.get("/api/v1/quarantine/" + id + "/message").statusCode());
        assertFalse(admin.get("/api/v1/quarantine").body().contains(id));
        eventually(() -> admin.metric("postern_quarantined_messages") == 0);
        admin.awaitNothingHeld();
    }
}
