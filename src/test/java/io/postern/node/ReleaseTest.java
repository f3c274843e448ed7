package io.postern.node;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

import io.postern.world.ApiDescription;
import io.postern.world.Client;
import io.postern.world.SinkServer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The ways in which a message leaves the quarantine, and what is written down about it. */
class ReleaseTest {

    private static final String BAD = "Subject: bad\r\n\r\n"
            + "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\r\n";
    private static final String SCAN = "scan: [{name: rules, type: rules, eicar: %s, on-match: quarantine}]\n";
    private static final String API = "/api/v1/quarantine";

    private final ApiDescription description = ApiDescription.read();
    @TempDir
    private Path folder;
    private SinkServer sink;
    private SinkServer other;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        other = new SinkServer();
        begin(together() + SCAN.formatted(true));
    }

    private void begin(String sections) {
        node = TestNode.start(folder, sections);
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
        other.close();
    }

    private String together() {
        return """
                routes: [{name: all, domains: [next.test, other.test], via: ["10 127.0.0.1:%d"]}]
                """.formatted(sink.address().getPort());
    }

    private String apart() {
        return """
                routes:
                  - {name: next, domains: [next.test], via: ["10 127.0.0.1:%d"]}
                  - {name: apart, domains: [other.test], via: ["10 127.0.0.1:%d"]}
                """.formatted(sink.address().getPort(), other.address().getPort());
    }

    private void reload(String sections) {
        TestNode.write(folder, 0, sections);
        assertEquals(200, admin.post("/api/v1/reload").statusCode());
    }

    @Test
    void recipientsWithDifferentDestinationsByNowGetItInTransactionsOfTheirOwn() {
        var id = quarantined("b@next.test", "c@other.test");
        reload(apart() + SCAN.formatted(true));
        var released = released(id, "", 200);
        assertTrue(released.getBoolean("released"));
        assertFalse(released.getBoolean("kept"));
        assertEquals(List.of("RCPT TO:<b@next.test>"), recipients(sink));
        assertEquals(List.of("RCPT TO:<c@other.test>"), recipients(other));
        assertEquals(404, admin.get(API + "/" + id).statusCode());
    }

    @Test
    void whoHasItDoesNotGetItAgainEvenAfterARestart() {
        var id = quarantined("b@next.test", "c@other.test");
        reload(apart() + SCAN.formatted(true));
        other.reply("DOT", "451 4.3.2 not now\r\n");
        var partly = released(id, "", 502);
        assertTrue(partly.encode().contains("not now"), partly.encode());
        assertEquals("b@next.test true, c@other.test false", summary(partly));
        assertEquals(200, admin.get(API + "/" + id).statusCode());
        end();
        begin(apart() + SCAN.formatted(true));
        assertEquals("b@next.test true, c@other.test true", summary(released(id, "", 200)));
        assertEquals(1, sink.messages().size());
        assertEquals(2, other.messages().size(), "the one that was put off, and the one that was taken");
        assertEquals(404, admin.get(API + "/" + id).statusCode());
    }

    @Test
    void oneRefusedRecipientKeepsItFromNobodyElse() {
        var id = quarantined("nobody@next.test", "b@next.test");
        sink.reply("RCPT", "550 5.1.1 no such person\r\n");
        assertEquals("nobody@next.test false, b@next.test true", summary(released(id, "", 502)));
        assertEquals(1, sink.messages().size());
        assertEquals(200, admin.get(API + "/" + id).statusCode(), "it is kept for the other one");
    }

    @Test
    void aSecondReleaseSaysThatItWasReleased() {
        var id = quarantined("b@next.test");
        assertFalse(released(id, "", 200).containsKey("already"));
        end();
        begin(together() + SCAN.formatted(true));
        var again = released(id, "", 200);
        assertTrue(again.getBoolean("already"));
        assertEquals("b@next.test true", summary(again));
        assertTrue(again.getString("reply").startsWith("250"), again.encode());
        assertEquals(1, sink.messages().size());
    }

    @Test
    void aCopyGoesElsewhereAndTheMessageStays() {
        var id = quarantined("b@next.test");
        var copied = released(id, "?to=analyst@other.test", 200);
        assertTrue(copied.getBoolean("kept"));
        assertEquals(List.of("RCPT TO:<analyst@other.test>"), recipients(sink));
        assertTrue(released(id, "?to=analyst@other.test", 200).getBoolean("already"));
        assertEquals(1, sink.messages().size());
        assertFalse(released(id, "", 200).getBoolean("kept"));
        assertEquals(2, sink.messages().size());
        assertEquals(400, admin.post(API + "/" + id + "/release?to=x%0d%0ay@other.test").statusCode());
    }

    @Test
    void oneRecipientAloneIsServedAndAStrangerIsNot() {
        var id = quarantined("b@next.test", "c@other.test");
        released(id, "?recipient=stranger@next.test", 502);
        assertEquals(0, sink.messages().size());
        assertTrue(released(id, "?recipient=c@other.test", 200).getBoolean("kept"));
        assertEquals(List.of("RCPT TO:<c@other.test>"), recipients(sink));
        assertFalse(released(id, "", 200).getBoolean("kept"));
        assertEquals(List.of("RCPT TO:<c@other.test>", "RCPT TO:<b@next.test>"), recipients(sink));
    }

    @Test
    void whatIsStillInfectedStaysUnlessForced() {
        var id = quarantined("b@next.test");
        var refused = released(id, "?rescan=true", 409);
        assertEquals("quarantine rules", refused.getString("verdict") + " " + refused.getString("scanner"));
        assertEquals(0, sink.messages().size());
        assertEquals(200, admin.get(API + "/" + id).statusCode());
        assertFalse(released(id, "?rescan=true&force=true", 200).getBoolean("kept"));
        assertEquals(1, sink.messages().size());
    }

    @Test
    void whatTheScannersFindHarmlessByNowIsReleased() {
        var id = quarantined("b@next.test");
        reload(together() + SCAN.formatted(false));
        assertFalse(released(id, "?rescan=true", 200).getBoolean("kept"));
        assertTrue(sink.messages().getLast().endsWith(BAD), "octets in, octets out");
    }

    @Test
    void theTrailSaysWhoDidWhat() {
        end();
        begin(together() + SCAN.formatted(true).replace("scan:", """
                admin: {bind: "127.0.0.1:0", token: secret, tokens: [{name: alice, token: wonderland}]}
                scan:"""));
        var released = quarantined("b@next.test");
        admin.get(API + "/" + released + "/preview");
        sink.reply("DOT", "554 5.7.1 still bad\r\n");
        admin.as("wonderland", "POST", API + "/" + released + "/release");
        admin.as("wonderland", "POST", API + "/" + released + "/release");
        var deleted = quarantined("b@next.test");
        admin.delete(API + "/" + deleted);
        assertEquals(List.of("alice release done", "alice release failed", "admin view done"), trail("/" + released + "/audit"));
        assertEquals(List.of("admin delete done"), trail("/" + deleted + "/audit"));
        end();
        begin(together() + SCAN.formatted(true));
        assertEquals(4, trail("/audit").size(), "after a restart");
        assertEquals(List.of("admin delete done", "alice release done"), trail("/audit?limit=2"));
        assertEquals(404, admin.get(API + "/nothing/audit").statusCode());
        assertEquals(401, admin.as("wonder", "GET", API + "/audit").statusCode());
    }

    private List<String> trail(String path) {
        var audit = admin.json(API + path);
        assertEquals("", description.fault("GET " + API + (path.startsWith("/audit") ? "/audit" : "/{id}/audit"), 200,
                "application/json", audit.encode()));
        return audit.getJsonArray("entries").stream().map(JsonObject.class::cast).map(entry ->
                entry.getString("who") + " " + entry.getString("action") + " " + entry.getString("outcome")).toList();
    }

    private JsonObject released(String id, String query, int status) {
        HttpResponse<String> answer = admin.post(API + "/" + id + "/release" + query);
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("", description.fault("POST " + API + "/{id}/release", status,
                answer.headers().firstValue("Content-Type").orElse(""), answer.body()));
        return new JsonObject(answer.body());
    }

    private static String summary(JsonObject released) {
        return String.join(", ", released.getJsonArray("recipients").stream().map(JsonObject.class::cast).map(each ->
                each.getString("recipient") + " " + each.getBoolean("delivered")).toList());
    }

    private static List<String> recipients(SinkServer hop) {
        return hop.commands().stream().filter(command -> command.startsWith("RCPT ")).map(String::strip).toList();
    }

    private String quarantined(String... recipients) {
        try (var client = Client.greeted(node.port())) {
            assertEquals("250", client.send("MAIL FROM:<a@client.test>\r\n").reply().substring(0, 3));
            for (var recipient : recipients) {
                assertEquals("250", client.send("RCPT TO:<" + recipient + ">\r\n").reply().substring(0, 3));
            }
            assertEquals("354", client.send("DATA\r\n").reply().substring(0, 3));
            assertEquals("250", client.send(BAD + ".\r\n").reply().substring(0, 3));
        }
        return admin.json(API).getJsonArray("messages").getJsonObject(0).getString("id");
    }
}
