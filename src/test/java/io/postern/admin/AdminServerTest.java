package io.postern.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.postern.config.Config;
import io.postern.config.Secret;
import io.postern.observe.Metrics;
import io.postern.observe.NodeState;
import io.postern.observe.Readiness;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AdminServerTest {

    private static final String TOKEN = "s3cret-tökèn";
    private static final String LATIN = new String(TOKEN.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final Readiness readiness = new Readiness();
    private FakeNode node;
    private int port;

    @BeforeEach
    void start() throws Exception {
        var content = Files.writeString(folder.resolve("m1"), FakeNode.CONTENT);
        node = new FakeNode(vertx, content.toString());
        port = start(Optional.of(new Secret(TOKEN)));
    }

    private int start(Optional<Secret> token) throws Exception {
        return start(token, Duration.ofSeconds(30));
    }

    private int start(Optional<Secret> token, Duration patience) throws Exception {
        var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new AdminServer(vertx, new Config.Admin(bind, token), metrics, readiness, node, patience).start()
                .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        metrics.close();
    }

    /** Sends octets as they are and reads until the server closes. */
    private static String exchange(int port, String octets) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String ask(String request, String... fields) throws IOException {
        return exchange(port, request + " HTTP/1.1\r\nConnection: close\r\n" + String.join("", fields) + "\r\n");
    }

    private String asked(String request) throws IOException {
        return ask(request, "Host: 127.0.0.1:" + port + "\r\n", "Authorization: Bearer " + LATIN + "\r\n");
    }

    private static void assertProblem(int status, String name, String response) {
        assertTrue(response.matches("(?s)HTTP/1\\.[01] " + status + " .*"), response);
        assertTrue(response.contains("Content-Type: application/problem+json\r\n"), response);
        assertTrue(response.contains("\"type\":\"urn:postern:problem:" + name + "\""), response);
        assertTrue(response.contains("\"status\":" + status), response);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /api/v1/node                          | 200 | "name":"mx1.example.com"
            GET /api/v1/cluster                       | 200 | {"gridUp":false,"alone":false,"nodes":[{"name":"mx1.example.com"
            GET /api/v1/explain?rcpt=a%40b.example    | 200 | "recipient":"a@b.example"
            GET /api/v1/explain?rcpt=b.example        | 200 | "recipient":"b.example"
            GET /api/v1/quarantine                    | 200 | {"messages":[{"id":"m1"}],"total":1}
            GET /api/v1/quarantine?q=eicar+bob&limit=5 | 200 | "total":1
            GET /api/v1/quarantine/m1/preview         | 200 | "text":"hello"
            GET /api/v1/series                        | 200 | {"samples":[300]}
            GET /api/v1/series?seconds=7              | 200 | {"samples":[7]}
            GET /api/v1/deferrals                     | 200 | {"deferrals":[{"id":"m0"}]}
            GET /api/v1/openapi.json                  | 200 | "openapi": "3.1.0"
            GET /api/v1/hops?node=MX1.example.com     | 200 | {"hops":[{"hop":"198.51.100.1:25"
            GET /api/v1/hops?node=mx2.example.com     | 418 | Subject: kept
            GET /api/v1/quarantine/m1                 | 200 | {"id":"m1"}
            DELETE /api/v1/quarantine/m1              | 204 | X-Content-Type-Options: nosniff
            POST /api/v1/quarantine/m1/release        | 200 | "reply":"250 2.0.0 taken"
            GET /api/v1/explain?rcpt=b.example&nodes=self | 200 | "recipient":"b.example"
            GET /api/v1/hops                          | 200 | {"hops":[{"hop":"198.51.100.1:25"
            POST /api/v1/hops/198.51.100.1:25/reset   | 204 | X-Content-Type-Options: nosniff
            POST /api/v1/hops/198.51.100.1%3A25/reset | 204 | X-Content-Type-Options: nosniff
            POST /api/v1/hops/[2001:db8::1]:25/reset  | 204 | X-Content-Type-Options: nosniff
            POST /api/v1/hops/%5B2001:db8::1%5D:25/reset | 204 | X-Content-Type-Options: nosniff
            POST /api/v1/drain                        | 202 | "status":"draining"
            POST /api/v1/reload                       | 200 | "status":"reloaded"
            GET /health/live                          | 200 | "status":"live"
            """)
    void answers(String request, int status, String contains) throws IOException {
        String response = asked(request);
        assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
        assertTrue(response.contains(contains), response);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /console/                                | 404 | not-found
            GET /console/../openapi.json                 | 404 | not-found
            POST /                                       | 405 | wrong-method
            GET /api/v1/nodes                            | 404 | not-found
            GET /api/v1/node/                            | 404 | not-found
            GET /api/v1/quarantine/m2                    | 404 | no-such-message
            DELETE /api/v1/quarantine/m2                 | 404 | no-such-message
            POST /api/v1/hops/198.51.100.1:26/reset      | 404 | no-such-hop
            POST /api/v1/hops/mx.example.com:25/reset    | 404 | not-found
            POST /api/v1/hops/198.51.100.1.25/reset      | 400 | bad-request
            POST /api/v1/hops/198.51.100.1:99999/reset   | 400 | bad-request
            GET /api/v1/hops/198.51.100.1:25/reset       | 405 | wrong-method
            GET /api/v1/quarantine/m2/message            | 404 | no-such-message
            POST /api/v1/quarantine/m2/release           | 404 | no-such-message
            GET /api/v1/quarantine/../../etc/passwd      | 404 | not-found
            GET /api/v1/quarantine/..%2F..%2Fetc%2Fpass  | 404 | not-found
            GET /api/v1/quarantine/..                    | 404 | not-found
            GET /api/v1/quarantine//message              | 404 | not-found
            GET /api/v1/quarantine/m2/preview            | 404 | no-such-message
            GET /api/v1/quarantine?limit=0               | 400 | bad-request
            GET /api/v1/quarantine?since=yesterday       | 400 | bad-request
            GET /api/v1/quarantine?sender=a&sender=b     | 400 | bad-request
            GET /api/v1/quarantine?after=everything      | 400 | bad-request
            GET /api/v1/quarantine?limit=1&limit=2       | 400 | bad-request
            GET /api/v1/series?seconds=601               | 400 | bad-request
            GET /api/v1/series?seconds=601&nodes=all     | 400 | bad-request
            GET /api/v1/series?seconds=99999999999       | 400 | bad-request
            POST /api/v1/drain?node=mx3.example.com      | 504 | node-unanswered
            POST /api/v1/drain?node=mx9.example.com      | 404 | no-such-node
            GET /api/v1/drain                            | 405 | wrong-method
            POST /api/v1/node                            | 405 | wrong-method
            PUT /api/v1/quarantine/m1                    | 405 | wrong-method
            GET /api/v1/mx-cache/example.com             | 405 | wrong-method
            DELETE /api/v1/mx-cache/-.example            | 400 | bad-request
            DELETE /api/v1/mx-cache/a/b                  | 404 | not-found
            BREW /metrics                                | 405 | wrong-method
            GET /api/v1/explain                          | 400 | bad-request
            GET /api/v1/explain?rcpt=                    | 400 | bad-request
            GET /api/v1/explain?rcpt=@b.example          | 400 | bad-request
            GET /api/v1/explain?rcpt=a@b&rcpt=c@d        | 400 | bad-request
            GET /api/v1/explain?rcpt=a%0d%0a@b.example   | 400 | bad-request
            GET /api/v1/explain?rcpt=%zz                 | 400 | bad-request
            GET /api/v1/explain?rcpt=bug@b.example       | 500 | internal-error
            """)
    void refuses(String request, int status, String problem) throws IOException {
        assertProblem(status, problem, asked(request));
    }

    @Test
    void allNodesAnswerUnderTheirNames() throws IOException {
        String response = asked("GET /api/v1/series?nodes=all&seconds=7");
        assertTrue(response.endsWith("{\"nodes\":[{\"node\":\"MX1.example.com\",\"state\":\"ready\",\"answer\":{\"samples\":[7]}},"
                + "{\"node\":\"mx2.example.com\",\"unanswered\":\"late\"}]}"), response);
        assertEquals(List.of("siblings /api/v1/series?seconds=7"), node.asked());
    }

    @Test
    void whatIsForAnotherNodeIsForwardedAndNotDoneHere() throws Exception {
        assertTrue(asked("DELETE /api/v1/quarantine/m1?node=mx2.example.com").startsWith("HTTP/1.1 418 "));
        assertEquals(List.of("forward mx2.example.com DELETE /api/v1/quarantine/m1"), node.asked());
        assertTrue(node.downloadsClosed.tryAcquire(10, TimeUnit.SECONDS));
    }

    @Test
    void whatWasMeantForAnotherNodeIsNotDoneHere() throws IOException {
        String common = "Authorization: Bearer " + LATIN + "\r\nHost: localhost\r\nPostern-Node: ";
        assertProblem(421, "another-node", ask("POST /api/v1/drain", common + "mx2.example.com\r\n"));
        assertEquals(List.of(), node.asked());
        assertTrue(ask("POST /api/v1/drain", common + "mx1.example.com\r\n").startsWith("HTTP/1.1 202 "));
    }

    @Test
    void fileThatIsStillTheSameIsNotSentAgain() throws IOException {
        String response = asked("GET /api/v1/openapi.json");
        var tag = response.replaceAll("(?s).*ETag: (\"[^\"]+\").*", "$1");
        String common = "Authorization: Bearer " + LATIN + "\r\nHost: localhost\r\n";
        String same = ask("GET /api/v1/openapi.json", common + "If-None-Match: \"other\", " + tag + "\r\n");
        assertTrue(same.startsWith("HTTP/1.1 304 "), same);
        assertTrue(same.endsWith("\r\n\r\n"), same);
        String zipped = ask("GET /api/v1/openapi.json", common + "Accept-Encoding: gzip, br\r\nIf-None-Match: " + tag + "\r\n");
        assertTrue(zipped.startsWith("HTTP/1.1 200 ") && zipped.contains("Content-Encoding: gzip\r\n"), zipped);
        assertTrue(zipped.length() < response.length() / 2);
    }

    @Test
    void wrongMethodSaysWhatIsAllowed() throws IOException {
        assertTrue(asked("POST /api/v1/quarantine/m1").contains("Allow: GET, DELETE, HEAD\r\n"));
    }

    @Test
    void ourOwnBugKeepsItsWordsToTheLog() throws IOException {
        assertFalse(asked("GET /api/v1/explain?rcpt=bug@b.example").contains("secret words"));
        assertTrue(metrics.scrape().contains("postern_internal_errors_total 1.0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            127.0.0.1            | Bearer TOKEN     | -                     | 202 | -
            [::1]:8080           | bearer TOKEN     | -                     | 202 | -
            localhost:8080       | Bearer TOKEN     | http://localhost:8080 | 202 | -
            mx1.EXAMPLE.com.:1   | Bearer TOKEN     | -                     | 202 | -
            127.0.0.1            | -                | -                     | 401 | token-required
            127.0.0.1            | Bearer           | -                     | 401 | token-required
            127.0.0.1            | Bearer TOKENx    | -                     | 401 | token-required
            127.0.0.1            | Bearer s3cret    | -                     | 401 | token-required
            127.0.0.1            | Basic TOKEN      | -                     | 401 | token-required
            127.0.0.1            | TOKEN            | -                     | 401 | token-required
            mx-0.postern-grid    | Bearer TOKEN     | -                     | 202 | -
            evil.example         | Bearer TOKEN     | -                     | 421 | foreign-host
            127.0.0.1.evil.test  | Bearer TOKEN     | -                     | 421 | foreign-host
            [evil.example]       | Bearer TOKEN     | -                     | 421 | foreign-host
            localhost:8080       | Bearer TOKEN     | http://localhost:8081 | 403 | foreign-origin
            localhost:8080       | Bearer TOKEN     | null                  | 403 | foreign-origin
            localhost:8080       | Bearer TOKEN     | http://evil.example   | 403 | foreign-origin
            """)
    void gate(String host, String authorization, String origin, int status, String problem) throws IOException {
        String response = ask("POST /api/v1/drain",
                "Host: " + host + "\r\n",
                authorization == null ? "" : "Authorization: " + authorization.replace("TOKEN", LATIN) + "\r\n",
                origin == null ? "" : "Origin: " + origin + "\r\n");
        if (problem == null) {
            assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
        } else {
            assertProblem(status, problem, response);
            assertEquals(status == 401, response.contains("WWW-Authenticate: Bearer"), response);
        }
        assertEquals(problem == null ? List.of("drain") : List.of(), node.asked());
    }

    @Test
    void twoHostsOrNoneAreRefused() throws IOException {
        String token = "Authorization: Bearer " + LATIN + "\r\n";
        assertTrue(ask("GET /api/v1/node", token).startsWith("HTTP/1.1 400 "));
        assertTrue(ask("GET /api/v1/node", token, "Host: localhost\r\n", "Host: a\r\n").startsWith("HTTP/1.1 400 "));
    }

    @ParameterizedTest
    @CsvSource({"GET /api/v1/node", "POST /api/v1/drain", "DELETE /api/v1/quarantine/m1"})
    void withoutAConfiguredTokenTheApiIsOff(String request) throws Exception {
        for (var none : List.of(Optional.<Secret>empty(), Optional.of(new Secret("")))) {
            int off = start(none);
            String head = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
            assertProblem(403, "no-token-configured", exchange(off, request + head + "Authorization: Bearer \r\n\r\n"));
            assertTrue(exchange(off, "GET /health/live" + head + "\r\n").startsWith("HTTP/1.1 200 "));
        }
        assertEquals(List.of(), node.asked());
    }

    @Test
    void readyFollowsTheState() throws IOException {
        String host = "Host: postern.mail.svc:8080\r\n";
        assertProblem(503, "not-ready", ask("GET /health/ready", host));
        readiness.to(NodeState.READY);
        assertTrue(ask("GET /health/ready", host).startsWith("HTTP/1.1 200 "));
        readiness.to(NodeState.DRAINING);
        assertProblem(503, "not-ready", ask("GET /health/ready", host));
        assertTrue(ask("GET /health/live", host).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void metricsNeedNoToken() throws IOException {
        String response = ask("GET /metrics", "Host: postern.mail.svc:8080\r\n");
        assertTrue(response.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"), response);
        assertTrue(response.contains("\npostern_sessions 0.0\n"), response);
    }

    @Test
    void headHasTheFieldsAndNoBody() throws IOException {
        String response = asked("HEAD /health/live");
        assertTrue(response.startsWith("HTTP/1.1 200 "), response);
        assertTrue(response.contains("Content-Length: 17\r\n"), response);
        assertTrue(response.endsWith("\r\n\r\n"), response);
    }

    @Test
    void contentLeavesAsAnAttachmentAndIsClosed() throws Exception {
        for (String method : List.of("GET", "HEAD")) {
            String response = asked(method + " /api/v1/quarantine/m1/message");
            assertTrue(response.contains("Content-Type: message/rfc822\r\n"), response);
            assertTrue(response.contains("Content-Disposition: attachment; filename=\"m1.eml\"\r\n"), response);
            assertTrue(response.contains("X-Content-Type-Options: nosniff\r\n"), response);
            assertEquals(method.equals("GET"), response.contains(FakeNode.CONTENT), response);
        }
        assertTrue(node.downloadsClosed.tryAcquire(2, 10, TimeUnit.SECONDS));
    }

    @Test
    void releaseThatTheHopRefusedSaysItsWords() throws IOException {
        node.hopTakes = false;
        String response = asked("POST /api/v1/quarantine/m1/release");
        assertProblem(502, "not-released", response);
        assertTrue(response.contains("\"reply\":\"550 5.1.1 nobody\""), response);
    }

    @Test
    void badConfigurationIsAnsweredWithItsProblems() throws IOException {
        node.reloadProblems = List.of("postern.yaml:3: limits.message-size: has no unit");
        String response = asked("POST /api/v1/reload");
        assertProblem(422, "invalid-configuration", response);
        assertTrue(response.contains("\"problems\":[\"postern.yaml:3: limits.message-size: has no unit\"]"), response);
    }

    @Test
    void garbageAndExcessGet4xxAndAreClosed() throws IOException {
        String host = "Host: localhost\r\n";
        assertProblem(400, "malformed-request", exchange(port, "EHLO client.example\r\n\r\n"));
        assertProblem(400, "malformed-request", exchange(port, "\u0016\u0003\u0001\u0002\0\u0001\0\r\n\r\n"));
        assertProblem(400, "malformed-request", exchange(port, "GET / HTTP/1.1\r\nno colon\r\n\r\n"));
        assertProblem(414, "malformed-request",
                exchange(port, "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\n" + host + "\r\n"));
        assertProblem(431, "malformed-request",
                exchange(port, "GET / HTTP/1.1\r\n" + host + "X: " + "a".repeat(9_000) + "\r\n\r\n"));
        assertProblem(413, "too-large",
                exchange(port, "POST /api/v1/drain HTTP/1.1\r\n" + host + "Content-Length: 99999999\r\n\r\n"));
        assertEquals(List.of(), node.asked());
    }

    @Test
    void aBodyWithoutEndIsCutOff() throws IOException {
        byte[] chunk = ("1000\r\n" + "a".repeat(4_096) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        String head = "POST /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 20_000; i++) {
                    out.write(chunk);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /health/live HTTP/1.1\r\nHos", "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"})
    void whoBringsNoWholeRequestIsCutOff(String sent) throws Exception {
        int impatient = start(Optional.empty(), Duration.ofSeconds(1));
        String response = exchange(impatient, sent);
        assertEquals(sent.endsWith("\r\n\r\n"), response.startsWith("HTTP/1.1 200 "), response);
    }

    @Test
    void whoWaitsForAnAnswerHasTime() throws Exception {
        int impatient = start(Optional.of(new Secret(TOKEN)), Duration.ofSeconds(1));
        node.pause = Duration.ofMillis(2_500);
        String response = exchange(impatient, "GET /api/v1/explain?rcpt=b.example HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\nAuthorization: Bearer " + LATIN + "\r\n\r\n");
        assertTrue(response.startsWith("HTTP/1.1 200 "), response);
    }

    @Test
    void oneConnectionServesManyRequestsGluedTogether() throws IOException {
        String one = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String last = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        String response = exchange(port, one.repeat(9) + last);
        assertEquals(10, response.split("HTTP/1.1 200 OK", -1).length - 1);
    }
}
