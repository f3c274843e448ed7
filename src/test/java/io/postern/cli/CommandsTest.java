package io.postern.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.postern.config.Reference;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Command lines against a small HTTP server in a node's place: exit codes, requests, what is printed. */
final class CommandsTest {

    private record Result(int exit, String out, String err) {
    }

    private record Canned(int status, String body) {
    }

    @Command(name = "extra")
    private static final class Extra implements Runnable {
        @Override
        public void run() {
            // Being there is all this command does.
        }
    }

    private final Map<String, Canned> answers = answers(
            "GET /api/v1/quarantine?nodes=all&limit=200", new Canned(200, """
                    {"next":"p 2","messages":[{"id":"q1","node":"mx1","time":"2026-01-01T00:00:00Z","octets":10,"scanner":"rules",
                      "reason":"EICAR\\u001b[31m","from":"a@example.org","recipients":["b@example.com","c@example.com"]}]}"""),
            "GET /api/v1/quarantine?nodes=all&limit=200&after=p%202", new Canned(200, "{\"messages\":[]}"),
            "GET /api/v1/quarantine/q1", new Canned(200, "{\"id\":\"q1\"}"),
            "POST /api/v1/quarantine/q1/release", new Canned(200, "{\"hop\":\"mx1\",\"reply\":\"250 2.0.0 Ok\"}"),
            "POST /api/v1/quarantine/q1/release?to=a%2Bb%40example.com&rescan=true&force=true", new Canned(200, "{\"kept\":true}"),
            "GET /api/v1/quarantine/audit?nodes=all&limit=2", new Canned(200, """
                    {"nodes":[{"node":"mx1","answer":{"entries":[{"time":"2026-01-01T00:00:00Z","action":"view"}]}},
                      {"node":"mx2","unanswered":"late"},
                      {"node":"mx3","answer":{"entries":[{"time":"2026-01-02T00:00:00Z","action":"delete"},
                        {"time":"2026-01-01T00:00:00Z","action":"view"}]}}]}"""),
            "GET /api/v1/quarantine/q1/audit?limit=100", new Canned(200, """
                    {"entries":[{"time":"2026-01-01T00:00:00Z","who":"alice","client":"192.0.2.1","action":"release","id":"q1",
                      "outcome":"done","detail":"to \\u001b[31m"}],"kept":false}"""),
            "POST /api/v1/quarantine/actions?action=delete&dry-run=true&limit=5&sender=a%40example.org", new Canned(200, """
                    {"results":[{"id":"q1","node":"mx1","done":false,"detail":"","from":"a@example.org","subject":"s",
                      "recipients":["b@example.com"]}],"more":true}"""),
            "POST /api/v1/quarantine/actions?action=release&rescan=true&ids=q1,q2", new Canned(200, """
                    {"results":[{"id":"q1","node":"mx1","done":true,"detail":"250 Ok"},{"id":"q2","node":"mx2","done":false,"detail":"550 No"}]}"""),
            "POST /api/v1/quarantine/q1/release?recipient=b%40example.com", new Canned(200, "{\"kept\":true}"),
            "POST /api/v1/quarantine/actions?action=release&only=b%40example.com&limit=100&sender=a%40example.org", new Canned(200, """
                    {"results":[{"id":"q1","node":"mx1","done":true,"detail":"250 Ok"}]}"""),
            "POST /api/v1/quarantine/actions?action=release&dry-run=true&only=b%40example.com&ids=q1", new Canned(200, """
                    {"results":[{"id":"q1","node":"mx1","from":"a","recipients":["b@example.com"],"subject":"s","detail":""}]}"""),
            "DELETE /api/v1/quarantine/q1", new Canned(204, ""),
            "GET /api/v1/explain?rcpt=a%2Bb%40example.com",
                    new Canned(200, "{\"route\":\"own\",\"hops\":[{\"host\":\"mx1\"}]}"),
            "POST /api/v1/quarantine/q2/release", new Canned(502,
                    "{\"title\":\"not released\",\"detail\":\"it stays\",\"reply\":\"550 5.7.1 No\"}"),
            "DELETE /api/v1/quarantine/q2", new Canned(500, "<html>"));

    private static Map<String, Canned> answers(Object... pairs) {
        var answers = new HashMap<String, Canned>();
        for (int i = 0; i < pairs.length; i += 2) {
            answers.put((String) pairs[i], (Canned) pairs[i + 1]);
        }
        return answers;
    }

    private final List<String> seen = new ArrayList<>();
    private final List<Optional<Path>> started = new ArrayList<>();
    private HttpServer node;

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", this::answer);
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    @Test
    void quarantineListPrintsALinePerMessageWithoutControlCharacters() {
        var result = onNode("quarantine", "list");
        assertEquals("""
                q1  mx1  2026-01-01T00:00:00Z  10  rules  EICAR?[31m  a@example.org  b@example.com, c@example.com
                1 message
                """, result.out());
        assertEquals(List.of("GET /api/v1/quarantine?nodes=all&limit=200 Bearer t",
                "GET /api/v1/quarantine?nodes=all&limit=200&after=p%202 Bearer t"), seen);
    }

    @Test
    void quarantineReleasePrintsTheNextHopsAnswer() {
        assertEquals(new Result(0, "hop: mx1\nreply: 250 2.0.0 Ok\n", ""), onNode("quarantine", "release", "q1"));
        assertEquals(new Result(1, "", "postern: " + url() + ": not released: it stays: 550 5.7.1 No (HTTP 502)\n"),
                onNode("quarantine", "release", "q2"));
    }

    @Test
    void quarantineReleaseSaysHow() {
        assertEquals("kept: true\n", onNode("quarantine", "release", "q1", "--to", "a+b@example.com", "--rescan", "--force").out());
    }

    @Test
    void oneRecipientAloneIsServedOfOneMessageAndOfSeveral() {
        var alone = List.of("--recipient", "b@example.com");
        assertEquals("kept: true\n", release(alone, "q1").out());
        assertEquals("q1  mx1  true  250 Ok\n", release(alone, "--sender", "a@example.org").out());
        assertEquals("q1  mx1  a  b@example.com  s  \n", release(alone, "q1", "--dry-run").out());
        assertEquals(2, release(alone).exit(), "who is served does not choose what is released");
    }

    private Result release(List<String> how, String... messages) {
        var args = new ArrayList<>(List.of("quarantine", "release"));
        args.addAll(how);
        args.addAll(List.of(messages));
        return onNode(args.toArray(String[]::new));
    }

    @Test
    void quarantineAuditPrintsALineForEachDeed() {
        assertEquals("2026-01-01T00:00:00Z  alice  192.0.2.1  release  q1  done  to ?[31m\n",
                onNode("quarantine", "audit", "q1").out());
        assertEquals("""
                2026-01-02T00:00:00Z  -  -  delete  -  -  -
                2026-01-01T00:00:00Z  -  -  view  -  -  -
                """, onNode("quarantine", "audit", "--limit", "2").out());
    }

    @Test
    void severalAreDoneAtOnceOrOnlyShown() {
        assertEquals("q1  mx1  a@example.org  b@example.com  s  \nthere are more\n",
                onNode("quarantine", "delete", "--sender", "a@example.org", "--limit", "5", "--dry-run").out());
        var released = onNode("quarantine", "release", "q1", "q2", "--rescan");
        assertEquals(new Result(1, "q1  mx1  true  250 Ok\nq2  mx2  false  550 No\n", "postern: not all are done\n"), released);
        assertEquals(2, onNode("quarantine", "delete").exit(), "nothing is no choice");
    }

    @Test
    void quarantineShowAndDeleteSucceed() {
        assertTrue(onNode("quarantine", "show", "q1").out().contains("\"id\" : \"q1\""));
        assertEquals(new Result(0, "deleted q1\n", ""), onNode("quarantine", "delete", "q1"));
    }

    @Test
    void aProblemDocumentIsOneLineAndExitOne() {
        var result = onNode("quarantine", "show", "none/../x");
        assertEquals(new Result(1, "", "postern: " + url() + ": Not found: no such message (HTTP 404)\n"), result);
        assertEquals(List.of("GET /api/v1/quarantine/none%2F..%2Fx Bearer t"), seen);
        assertEquals("postern: " + url() + ": HTTP 500\n", onNode("quarantine", "delete", "q2").err());
    }

    @Test
    void aNodeThatIsNotThereIsOneLineAndExitOne() {
        var result = run("quarantine", "list", "--node", "http://127.0.0.1:1");
        assertEquals(1, result.exit());
        assertTrue(result.err().startsWith("postern: no node answers at http://127.0.0.1:1;"), result::err);
        assertEquals(2, run("quarantine", "list", "--node", "localhost").exit());
    }

    @Test
    void explainAsksANodeOrResolvesAlone(@TempDir Path folder) throws IOException {
        assertEquals(new Result(0, "route: own\nhops:\n  -\n    host: mx1\n", ""), onNode("explain", "a+b@example.com"));
        var file = file(folder, "listeners: [{bind: '127.0.0.1:0'}]");
        assertEquals("rcpt: x@example.com\n", run("explain", "x@example.com", "--config", file).out());
        assertEquals(0, JsonObject.of("rcpt", "x").size() - new JsonObject(
                run("explain", "x", "--json", "--config", file).out()).size());
    }

    @Test
    void checkPrintsEveryProblemAndExitsOne(@TempDir Path folder) throws IOException {
        var good = file(folder, "listeners: [{bind: '127.0.0.1:0'}]\nadmin: {token: '${file:none}'}");
        assertEquals(1, run("check", good).exit());
        assertEquals(0, run("check", good, "--assume-secrets").exit());
        var bad = run("check", file(folder, "limts: {}\ndrain: {notice: 5}"));
        assertEquals(1, bad.exit());
        assertTrue(bad.out().contains("c.yaml:1: limts: is not a known key; did you mean limits?\n"), bad::out);
        assertTrue(bad.out().contains("c.yaml:2: drain.notice: "), bad::out);
        assertTrue(bad.out().endsWith(": 3 problems\n"), bad::out);
    }

    @Test
    void checkMissesAPlugin(@TempDir Path folder) throws IOException {
        var file = file(folder, "listeners: [{bind: '127.0.0.1:0'}]\nscan: [{name: w, type: plugin, plugin: lottery}]");
        var missed = run("check", file);
        assertEquals(1, missed.exit());
        assertTrue(missed.out().contains("scan: scanner w: the plugins in " + folder.resolve("plugins") + " cannot be read"), missed::out);
        assertEquals(0, run("check", file, "--assume-secrets").exit());
    }

    @Test
    void checkTellsWhoScansAndInWhatOrder(@TempDir Path folder) throws IOException {
        var checked = run("check", file(folder, """
                listeners: [{bind: '127.0.0.1:0'}]
                postmaster: p@a.example
                scan:
                  - {name: r, type: rules}
                  - {name: c, type: clamd, address: "127.0.0.1:3310"}
                  - {name: s, type: rules, parallel: false}
                routes:
                  - {name: a, domains: [a.example], via: mx}
                  - {name: b, domains: [b.example], via: mx, scan: [r, c], on-match: redirect, redirect-to: x@a.example}
                  - {name: c, domains: [c.example], via: mx, scan: []}
                """));
        assertEquals(0, checked.exit());
        assertTrue(checked.out().endsWith("""
                3 route(s), 3 scanner(s)
                scanned by r + c, then s
                route b: scanned by c, r, on-match redirect, redirect-to x@a.example
                route c: scanned by nobody
                """), checked::out);
    }

    @Test
    void runStartsANodeOnlyWithAValidConfiguration(@TempDir Path folder) throws IOException {
        var good = file(folder, "listeners: [{bind: '127.0.0.1:0'}]");
        assertEquals(7, run("run", "--config", good).exit());
        assertEquals(7, run("run").exit());
        assertEquals(List.of(Optional.of(Path.of(good)), Optional.empty()), started);
        assertEquals(1, run("run", "--config", file(folder, "x: y")).exit());
        assertEquals(2, started.size());
    }

    @Test
    void usageIsExitTwoAndHelpIsEverywhere() {
        assertEquals(2, run().exit());
        assertEquals(2, run("quarantine").exit());
        assertEquals(2, run("chek").exit());
        assertEquals(2, run("check").exit());
        assertEquals(0, run("--version").exit());
        assertEquals(0, run("extra").exit());
        assertEquals(Reference.text(), run("reference").out());
        assertTrue(run("generate-completion").out().contains("quarantine"));
        for (var command : List.of("run", "check", "reference", "explain", "quarantine")) {
            assertEquals(0, run(command, "--help").exit(), command);
        }
        assertFalse(run("quarantine", "list", "--help").out().contains("${"));
        assertTrue(run("check", "--help").out().contains("${NAME}"));
    }

    private Result onNode(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--node", url(), "--token", "t"));
        return run(all.toArray(String[]::new));
    }

    private Result run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        NodeStarter starter = (config, file) -> {
            started.add(file);
            return 7;
        };
        int exit = PosternCommand.commandLine(starter, (config, rcpt) -> JsonObject.of("rcpt", rcpt), List.of(new Extra()))
                .setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
        return new Result(exit, out.toString(), err.toString());
    }

    private String url() {
        return "http://127.0.0.1:" + node.getAddress().getPort();
    }

    private static String file(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("c.yaml"), text).toString();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        seen.add(request + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        var answer = answers.getOrDefault(request,
                new Canned(404, "{\"title\":\"Not found\",\"detail\":\"no such message\",\"status\":404}"));
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
