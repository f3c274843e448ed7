package io.postern.node;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.postern.world.ApiDescription;
import io.postern.world.Client;
import io.postern.world.SinkServer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whichever node is asked, the quarantine is that of the whole cluster. */
class ClusterQuarantineTest {

    private static final int NODES = 3;
    private static final String BAD = "Subject: bad\r\n\r\n"
            + "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\r\n";
    private static final String API = "/api/v1/quarantine";

    private final ApiDescription description = ApiDescription.read();
    private final List<TestNode> nodes = new ArrayList<>();
    private final List<AdminCalls> admins = new ArrayList<>();
    @TempDir
    private Path folder;
    private SinkServer sink;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        var grid = GridSection.write(folder);
        for (int i = 1; i <= NODES; i++) {
            nodes.add(TestNode.towards(Files.createDirectories(folder.resolve("node" + i)), sink.address().getPort(), ", announce: [dsn]", """
                    hostname: mx%d.postern.test
                    scan: [{name: rules, type: rules, eicar: true, on-match: quarantine}]
                    admin: {bind: "127.0.0.1:0", token: secret, tokens: [{name: alice, token: wonderland}]}
                    %s""".formatted(i, grid)));
            admins.add(new AdminCalls(nodes.getLast().adminPort()));
        }
        nodes.forEach(node -> eventually(() -> GridSection.ready(node) == NODES));
    }

    @AfterEach
    void stop() throws IOException {
        admins.forEach(AdminCalls::close);
        nodes.forEach(TestNode::close);
        sink.close();
    }

    private AdminCalls first() {
        return admins.getFirst();
    }

    /** Sends bad mail to each node in turn. */
    private void quarantine(int messages) {
        for (int i = 0; i < messages; i++) {
            try (var client = Client.greeted(nodes.get(i % NODES).port())) {
                assertEquals("250", client.mail("a" + i % 2 + "@client.test", "b@next.test", BAD).substring(0, 3));
            }
        }
    }

    private static void quarantine(TestNode node, List<String> recipients) {
        try (var client = Client.greeted(node.port())) {
            assertEquals("250", client.ask("MAIL FROM:<a@client.test>").substring(0, 3));
            recipients.forEach(recipient -> client.send("RCPT TO:" + recipient + "\r\n"));
            recipients.forEach(_ -> assertEquals("250", client.reply().substring(0, 3)));
            assertEquals("354", client.ask("DATA").substring(0, 3));
            assertEquals("250", client.send(BAD + ".\r\n").reply().substring(0, 3));
        }
    }

    private JsonObject list(AdminCalls admin, String query) {
        return described("GET " + API, admin.get(API + "?nodes=all" + query));
    }

    private JsonObject bulk(String query) {
        return described("POST " + API + "/actions", first().as("wonderland", "POST", API + "/actions?" + query));
    }

    private JsonObject described(String operation, HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("", description.fault(operation, 200, "application/json", answer.body()));
        return new JsonObject(answer.body());
    }

    private static List<String> of(JsonObject page, String field) {
        return page.getJsonArray("messages").stream().map(each -> ((JsonObject) each).getString(field)).toList();
    }

    private static String onNode(JsonObject page, String name) {
        return page.getJsonArray("messages").stream().map(JsonObject.class::cast)
                .filter(each -> each.getString("node").equals(name)).findFirst().orElseThrow().getString("id");
    }

    @Test
    void pagesOfAllNodesAreOneListNewestFirst() {
        quarantine(7);
        var ids = new HashSet<String>();
        var times = new ArrayList<String>();
        var page = list(first(), "&limit=3");
        int pages = 1;
        for (; ; pages++) {
            assertEquals(7, page.getInteger("total"));
            ids.addAll(of(page, "id"));
            times.addAll(of(page, "time"));
            if (!page.containsKey("next")) {
                break;
            }
            page = list(admins.get(pages % NODES), "&limit=3&after=" + page.getString("next"));
        }
        assertEquals(3, pages);
        assertEquals(7, ids.size());
        assertEquals(times.stream().sorted((a, b) -> b.compareTo(a)).toList(), times);
        assertEquals(4, list(first(), "&sender=a0@client.test").getInteger("total"));
        assertEquals(Set.of("mx1.postern.test", "mx2.postern.test", "mx3.postern.test"), Set.copyOf(of(list(first(), ""), "node")));
        assertEquals(400, first().get(API + "?nodes=all&after=nonsense").statusCode());
    }

    @Test
    void aMessageOfAnotherNodeIsShownReleasedAndKnownToBeReleased() {
        quarantine(3);
        var id = onNode(list(first(), ""), "mx3.postern.test");
        assertEquals(id, first().json(API + "/" + id).getString("id"));
        assertEquals("bad", first().json(API + "/" + id + "/preview").getJsonArray("headers").stream().map(JsonObject.class::cast)
                .filter(field -> field.getString("name").equals("Subject")).findFirst().orElseThrow().getString("value"));
        assertTrue(first().get(API + "/" + id + "/message").body().endsWith(BAD));
        assertEquals(200, first().as("wonderland", "POST", API + "/" + id + "/release").statusCode());
        assertEquals(1, sink.messages().size());
        var again = admins.get(1).post(API + "/" + id + "/release");
        assertEquals(200, again.statusCode(), again.body());
        assertTrue(new JsonObject(again.body()).getBoolean("already"));
        assertEquals(1, sink.messages().size());
        var trail = admins.get(1).json(API + "/" + id + "/audit").getJsonArray("entries");
        assertEquals("alice", trail.getJsonObject(0).getString("who"), trail.encode());
        assertEquals(404, first().get(API + "/" + id).statusCode());
    }

    @Test
    void severalOfAllNodesAreTriedThenReleasedAndDeleted() {
        quarantine(6);
        var would = bulk("action=delete&dry-run=true&sender=a1@client.test");
        assertEquals(3, would.getJsonArray("results").size(), would.encode());
        assertEquals(6, list(first(), "").getInteger("total"), "nothing was done");
        assertTrue(bulk("action=delete&dry-run=true&sender=a1@client.test&limit=2").getBoolean("more"));
        var deleted = bulk("action=delete&sender=a1@client.test");
        assertEquals(List.of(true, true, true), done(deleted), deleted.encode());
        var left = list(first(), "");
        assertEquals(3, left.getInteger("total"));
        var released = bulk("action=release&ids=" + String.join(",", of(left, "id")) + ",nothing");
        assertEquals(List.of(true, true, true, false), done(released), released.encode());
        assertEquals(3, sink.messages().size());
        assertEquals(0, list(first(), "").getInteger("total"));
        assertEquals(List.of(true, true, true), done(bulk("action=release&ids=" + String.join(",", of(left, "id")))));
        assertEquals(3, sink.messages().size(), "released once");
    }

    private static List<Boolean> done(JsonObject answer) {
        return answer.getJsonArray("results").stream().map(each -> ((JsonObject) each).getBoolean("done")).toList();
    }

    @Test
    void oneRecipientAloneIsServedOfMessagesOfAllNodes() {
        quarantine(3);
        nodes.forEach(node -> quarantine(node, List.of("<b@next.test>", "<c@next.test>")));
        var would = bulk("action=release&dry-run=true&sender=client.test&only=c@next.test").getJsonArray("results");
        assertEquals(3, would.size(), would.encode());
        would.forEach(each -> assertEquals("[\"c@next.test\"]", ((JsonObject) each).getJsonArray("recipients").encode()));
        var released = bulk("action=release&sender=client.test&only=c@next.test");
        assertEquals(List.of(true, true, true), done(released), released.encode());
        assertEquals(Collections.nCopies(3, "RCPT TO:<c@next.test>"), recipients());
        var left = list(first(), "");
        assertEquals(6, left.getInteger("total"), "they are kept for b");
        var stranger = bulk("action=release&ids=" + String.join(",", of(left, "id")) + "&only=d@next.test");
        assertEquals(Collections.nCopies(6, false), done(stranger), stranger.encode());
        assertEquals(3, recipients().size());
    }

    private List<String> recipients() {
        return sink.commands().stream().filter(command -> command.startsWith("RCPT ")).map(String::strip).toList();
    }

    @Test
    void messagesToManyRecipientsHideNoNode() {
        // with all that may be asked for each: 700 KiB of description
        var many = IntStream.range(1000, 2000).mapToObj(each ->
                "<" + "u".repeat(60) + each + "@next.test> ORCPT=rfc822;" + "o".repeat(480)).toList();
        quarantine(3);
        for (int i = 0; i < 5; i++) {
            quarantine(nodes.get(1), many);
        }
        quarantine(3);
        var ids = new ArrayList<String>();
        var times = new ArrayList<String>();
        for (var after = ""; !after.equals("end");) {
            var page = list(first(), "&limit=500" + after);
            assertEquals("[]", page.getJsonArray("unanswered").encode());
            assertEquals(11, page.getInteger("total"));
            ids.addAll(of(page, "id"));
            times.addAll(of(page, "time"));
            after = page.containsKey("next") ? "&after=" + page.getString("next") : "end";
        }
        assertEquals(11, Set.copyOf(ids).size());
        assertEquals(11, ids.size());
        assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times);
        var would = bulk("action=release&dry-run=true&ids=" + String.join(",", ids)).getJsonArray("results");
        assertEquals(5, would.stream().filter(each -> ((JsonObject) each).getString("detail").equals("and 980 more recipients")).count());
    }

    @Test
    void nothingIsDoneWithoutAChoice() {
        quarantine(1);
        for (var query : List.of("action=delete", "action=delete&ids=", "action=delete&ids=..", "action=burn&ids=a", "ids=a",
                "action=delete&ids=a&sender=b", "action=release&ids=a&to=nobody", "action=delete&sender=client.test&dryrun=true")) {
            assertEquals(400, first().post(API + "/actions?" + query).statusCode(), query);
        }
        assertEquals(List.of(), done(bulk("action=delete&q=***")), "no word that a message could have");
        assertFalse(of(list(first(), ""), "id").isEmpty());
    }
}
