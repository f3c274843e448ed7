package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.ApiDescription;
import io.postern.world.Client;
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

/** What a real node answers is what {@code openapi.json} says it does, and says what happened to the mail. */
class ApiAnswersTest {

    private static final String BAD = """
            Subject: =?utf-8?q?F=C3=BCr_dich?= </script>\r
            Content-Type: text/html; charset=utf-8\r
            \r
            <p>Hello <script>alert(1)</script><b>you</b></p>\r
            <!-- X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H* -->\r
            """;

    private final ApiDescription description = ApiDescription.read();
    @TempDir
    private Path folder;
    private SinkServer sink;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        node = TestNode.towards(folder, sink.address().getPort(),
                "scan: [{name: rules, type: rules, eicar: true, on-match: quarantine}]\n");
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        node.close();
        sink.close();
    }

    /** A template and what stands for its variable; the answer's body, which is as it is described. */
    private String described(String method, String template, String variable, String query, int status) {
        var path = template.replaceAll("\\{\\w+}", variable) + query;
        var answer = switch (method) {
            case "POST" -> admin.post(path);
            case "DELETE" -> admin.delete(path);
            default -> admin.get(path);
        };
        var type = answer.headers().firstValue("Content-Type").orElse("");
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("", description.fault(method + " " + template, status, type, answer.body()));
        return answer.body();
    }

    private JsonObject got(String template, String query) {
        return new JsonObject(described("GET", template, "", query, 200));
    }

    @Test
    void answersAreAsDescribed() {
        send("good\r\n", "250");
        send(BAD, "250");
        sink.reply("DOT", "451 4.3.2 come again\r\n");
        send("later\r\n", "451");
        eventually(() -> got("/api/v1/series", "").getJsonArray("samples").size() > 1);
        for (var path : new String[] {"node", "series", "deferrals", "mx-cache", "hops"}) {
            var alone = got("/api/v1/" + path, "");
            var all = got("/api/v1/" + path, "?nodes=all").getJsonArray("nodes");
            assertEquals(1, all.size());
            assertEquals(alone.fieldNames(), all.getJsonObject(0).getJsonObject("answer").fieldNames(), path);
        }
        got("/api/v1/cluster", "");
        got("/api/v1/openapi.json", "");
        got("/health/live", "");
        got("/health/ready", "");
        assertEquals("to", got("/api/v1/explain", "?rcpt=b@next.test").getString("result"));
        got("/api/v1/explain", "?rcpt=b@[192.0.2.9]&nodes=self");
        described("DELETE", "/api/v1/mx-cache/{domain}", "next.test", "", 204);
        described("POST", "/api/v1/reload", "", "", 200);
        described("POST", "/api/v1/trace", "", "?client=192.0.2.9&minutes=1", 200);
        assertEquals("192.0.2.9", got("/api/v1/trace", "").getString("client"));
        described("DELETE", "/api/v1/trace", "", "", 204);
        var hop = got("/api/v1/hops", "").getJsonArray("hops").getJsonObject(0).getString("hop");
        described("POST", "/api/v1/hops/{hop}/reset", hop, "", 204);
    }

    @Test
    void problemsAreAsDescribed() {
        described("GET", "/api/v1/explain", "", "?rcpt=@", 400);
        described("GET", "/api/v1/quarantine/{id}", "nothing", "", 404);
        described("GET", "/api/v1/quarantine/{id}/preview", "nothing", "", 404);
        described("GET", "/api/v1/quarantine/{id}/message", "nothing", "", 404);
        described("GET", "/api/v1/node", "", "?node=nobody.test", 404);
        var refused = admin.withoutToken("GET", "/api/v1/node");
        assertEquals("", description.fault("GET /api/v1/node", 401, "application/problem+json", refused.body()));
        described("POST", "/api/v1/hops/{hop}/reset", "192.0.2.1:25", "", 404);
        var id = quarantined();
        sink.reply("DOT", "554 5.7.1 still bad\r\n");
        described("POST", "/api/v1/quarantine/{id}/release", id, "", 502);
    }

    @Test
    void quarantinedMessageIsFoundReadAndReleased() {
        var id = quarantined();
        assertEquals(1, got("/api/v1/quarantine", "?q=F%C3%BCR+next.test+eicar").getInteger("total"));
        var none = got("/api/v1/quarantine", "?q=nowhere");
        assertEquals("0 []", none.getInteger("total") + " " + none.getJsonArray("messages").encode());
        var shown = new JsonObject(described("GET", "/api/v1/quarantine/{id}", id, "", 200));
        assertTrue(shown.encode().contains("</script>"), shown.encode());
        var preview = new JsonObject(described("GET", "/api/v1/quarantine/{id}/preview", id, "", 200));
        assertEquals("Hello you", preview.getString("htmlText"));
        assertFalse(preview.encode().contains("alert"), preview.encode());
        described("POST", "/api/v1/quarantine/{id}/release", id, "", 200);
        assertEquals(1, sink.messages().size());
    }

    @Test
    void deferralsAndSeriesTellWhatHappened() {
        send("good\r\n", "250");
        sink.reply("DOT", "451 4.3.2 come again\r\n");
        send("later\r\n", "451");
        var deferral = got("/api/v1/deferrals", "").getJsonArray("deferrals").getJsonObject(0);
        assertEquals("<a@client.test> b@next.test next 1", String.join(" ", deferral.getString("from"),
                deferral.getString("to"), deferral.getString("route"), deferral.getInteger("recipients").toString()));
        assertTrue(deferral.getString("reply").startsWith("451 4.3.2 "), deferral.encode());
        eventually(() -> counted(1) == 1 && counted(3) == 1);
    }

    /** Over all samples. */
    private long counted(int field) {
        return got("/api/v1/series", "?seconds=600").getJsonArray("samples").stream()
                .mapToLong(sample -> ((JsonArray) sample).getLong(field)).sum();
    }

    private void send(String content, String reply) {
        try (var client = Client.greeted(node.port())) {
            assertEquals(reply, client.mail("a@client.test", "b@next.test", content).substring(0, 3));
        }
    }

    private String quarantined() {
        send(BAD, "250");
        return got("/api/v1/quarantine", "").getJsonArray("messages").getJsonObject(0).getString("id");
    }
}
