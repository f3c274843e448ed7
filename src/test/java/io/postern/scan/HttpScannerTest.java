package io.postern.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.postern.config.Scan;
import io.postern.config.Secret;
import io.postern.message.HeaderEdits;
import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;
import io.postern.scan.http.HttpScanner;
import io.postern.smtp.Peer;
import io.postern.smtp.Reply;
import io.postern.tls.TlsFiles;
import io.postern.world.ClosedPort;
import io.postern.world.FakeHttp;
import io.postern.world.FakeHttp.Manner;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HttpScannerTest {

    private static final String CONTENT = "Subject: x\r\nX-C: 1\r\nx-c: 2\r\n\r\n.dot\r\n.\r\nend\r\n";
    private static final JsonObject SCHEMAS = new JsonObject(described()).getJsonObject("components").getJsonObject("schemas");

    private final ScanWorld world = new ScanWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void eachVerdictIsItsOwn() throws Exception {
        assertEquals(Verdict.Clean.CLEAN, verdict("{\"verdict\":\"clean\"}"));
        assertEquals(new Verdict.Reject("r"), verdict("{\"verdict\":\"reject\",\"reason\":\"r\"}"));
        assertEquals(new Verdict.Reject("", Optional.of(Reply.of(554, "5.7.0", "No"))), verdict(
                "{\"verdict\":\"reject\",\"reply\":{\"code\":554,\"status\":\"5.7.0\",\"text\":\"No\"}}"));
        assertEquals(new Verdict.Defer("d", Optional.of(Reply.of(450, "4.2.1", "Wait"))), verdict(
                "{\"verdict\":\"defer\",\"reason\":\"d\",\"reply\":{\"code\":450,\"status\":\"4.2.1\",\"text\":\"Wait\"}}"));
        assertEquals(new Verdict.Quarantine("q"), verdict("{\"verdict\":\"quarantine\",\"reason\":\"q\"}"));
        assertEquals(new Verdict.Discard(""), verdict("{\"verdict\":\"discard\"}"));
        assertEquals(new Verdict.Tag(new HeaderEdits(List.of(new Header("X-A", "1"), new Header("X-B", "2")),
                        List.of(new Change("X-C", 1, Optional.empty()), new Change("X-C", 2, Optional.empty())), List.of())),
                verdict("{\"verdict\":\"tag\",\"headers\":{\"add\":[{\"name\":\"X-A\",\"value\":\"1\"},{\"name\":\"X-B\",\"value\":\"2\"}],"
                        + "\"remove\":[\"X-C\",\"X-None\"]}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "clean", "{}", "{\"verdict\":null}", "{\"verdict\":\"tag\",\"headers\":null}", "{\"verdict\":\"reject\",\"reply\":null}", "{\"verdict\":7}",
        "{\"verdict\":\"Clean\"}", "{\"verdict\":\"unsure\"}",
        "{\"verdict\":\"clean\",\"score\":1}", "{\"verdict\":\"clean\"} x", "{\"verdict\":\"clean\",\"headers\":{}}", "{\"verdict\":\"tag\"}",
        "{\"verdict\":\"tag\",\"headers\":[]}", "{\"verdict\":\"tag\",\"headers\":{\"add\":{}}}",
        "{\"verdict\":\"tag\",\"headers\":{\"add\":[{\"name\":\"a b\",\"value\":\"x\"}]}}",
        "{\"verdict\":\"tag\",\"headers\":{\"add\":[{\"name\":\"X\"}]}}", "{\"verdict\":\"tag\",\"headers\":{\"remove\":[\"a:b\"]}}",
        "{\"verdict\":\"clean\",\"reply\":{\"code\":550,\"status\":\"5.7.1\",\"text\":\"x\"}}",
        "{\"verdict\":\"reject\",\"reply\":{\"code\":450,\"status\":\"4.7.1\",\"text\":\"x\"}}",
        "{\"verdict\":\"reject\",\"reply\":{\"code\":550,\"status\":\"4.7.1\",\"text\":\"x\"}}",
        "{\"verdict\":\"defer\",\"reply\":{\"code\":550,\"status\":\"5.7.1\",\"text\":\"x\"}}",
        "{\"verdict\":\"reject\",\"reply\":{\"code\":550,\"status\":\"5.7.1\",\"text\":\"x\\r\\n250 ok\"}}"})
    void whatIsNotAsDescribedIsUnsure(String answer) throws Exception {
        assertEquals(new Verdict.Unsure("hook-error"), verdict(answer));
    }

    @Test
    void anErrorSilenceAndAbsenceAreUnsure() throws Exception {
        try (var hook = FakeHttp.saying(204, "")) {
            assertEquals(new Verdict.Unsure("hook-error"), world.verdict(scanner("15s", hook.address()), CONTENT));
        }
        try (var hook = FakeHttp.with(Manner.SILENCE, "")) {
            assertEquals(new Verdict.Unsure("timeout"), world.verdict(scanner("0.3s", hook.address()), CONTENT));
        }
        try (var hook = FakeHttp.with(Manner.HANG_UP, "")) {
            assertEquals(new Verdict.Unsure("lost"), world.verdict(scanner("15s", hook.address()), CONTENT));
        }
        try (var nobody = new ClosedPort()) {
            assertEquals(new Verdict.Unsure("connect"),
                    world.verdict(scanner("15s", "127.0.0.1:" + nobody.address().getPort()), CONTENT));
        }
    }

    /** It answers at once and has the fewest messages under way, always. */
    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void oneThatOnlySaysThatItCannotDoesNotGetAllTheMail(int status) throws Exception {
        try (var busy = FakeHttp.saying(status, ""); var hook = FakeHttp.saying("{\"verdict\":\"discard\"}")) {
            assertEquals(Collections.nCopies(20, new Verdict.Discard("")),
                    world.verdicts(scanner("15s", busy.address(), hook.address()), CONTENT, 20));
        }
    }

    /** Neither the message nor the token goes to one that is not who it should be. */
    @ParameterizedTest
    @CsvSource({
        "rsa,      mx.postern.test, ca.crt, true",
        "rsa,      other.test,      ca.crt, false",
        "rsa,      127.0.0.1,       ca.crt, false",
        "rsa,      mx.postern.test, '',     false",
        "ec,       mx.postern.test, ca.crt, false",
        "expired,  mx.postern.test, ca.crt, false",
        "stranger, mx.postern.test, ca.crt, false"})
    void withHttpsTheHostProvesItsName(String certificate, String host, String ca, boolean proven) throws Exception {
        try (var hook = FakeHttp.over(TlsFiles.client(certificate), "{\"verdict\":\"clean\"}")) {
            var kind = new Scan.Kind.Http(List.of(URI.create("https://" + host + ":" + hook.port() + "/")),
                    Optional.of(new Secret("secret")), Optional.of(ca).filter(name -> !name.isEmpty()).map(TlsFiles::path));
            var scanner = new HttpScanner(world.vertx, ScanWorld.scan("hook", kind, Duration.ofSeconds(15)), kind, "mx.example.com");
            assertEquals(proven ? Verdict.Clean.CLEAN : new Verdict.Unsure("connect"), world.verdict(scanner, CONTENT));
            assertEquals(proven ? 1 : 0, hook.requests().size());
        }
    }

    /** And not with the ten seconds that TLS has of itself. */
    @Test
    void aHandshakeWithoutEndIsOverWithTheTimeout() throws Exception {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var kind = new Scan.Kind.Http(
                    List.of(URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/")), Optional.empty(), Optional.empty());
            var scanner = new HttpScanner(world.vertx, ScanWorld.scan("hook", kind, Duration.ofMillis(300)), kind, "mx.example.com");
            assertTimeout(Duration.ofSeconds(5), () -> assertEquals(new Verdict.Unsure("timeout"), world.verdict(scanner, CONTENT)));
        }
    }

    @Test
    void itsReplyDoesNotEndTheSession() throws Exception {
        assertEquals(new Verdict.Defer("", Optional.of(Reply.of(451, "4.3.2", "Bye"))), verdict(
                "{\"verdict\":\"defer\",\"reply\":{\"code\":421,\"status\":\"4.3.2\",\"text\":\"Bye\"}}"));
    }

    @Test
    void asksAnotherWhereOneIsNotThere() throws Exception {
        try (var nobody = new ClosedPort(); var hook = FakeHttp.saying("{\"verdict\":\"discard\"}")) {
            assertEquals(new Verdict.Discard(""), world.verdict(
                    scanner("15s", "127.0.0.1:" + nobody.address().getPort(), hook.address()), CONTENT));
        }
    }

    @Test
    void whatItIsToldIsAsDescribed() throws Exception {
        world.peer = new Peer(world.peer.address(), 25, "h", true, Optional.of("TLSv1.3 X"),
                Optional.of(new Peer.ClientCertificate("CN=x", true)), Optional.of("h.example"));
        try (var hook = FakeHttp.saying("{\"verdict\":\"clean\"}")) {
            world.verdict(scanner("15s", hook.address()), CONTENT);
            var request = hook.requests().getFirst();
            assertEquals("/scan?x=1", request.target());
            assertEquals("Bearer secret", request.header("Authorization"));
            assertEquals("application/x-postern-scan", request.header("Content-type"));
            int end = request.body().indexOf('\n');
            assertEquals(CONTENT, request.body().substring(end + 1));
            var about = new JsonObject(request.body().substring(0, end));
            assertEquals(properties("About"), about.fieldNames());
            assertEquals(properties("Client"), about.getJsonObject("client").fieldNames());
            assertEquals(CONTENT.length(), about.getInteger("octets"));
        }
    }

    @Test
    void allDescribedVerdictsAreUnderstood() throws Exception {
        var words = new TreeSet<String>();
        for (var word : SCHEMAS.getJsonObject("Answer").getJsonObject("properties").getJsonObject("verdict").getJsonArray("enum")) {
            words.add(verdict("{\"verdict\":\"" + word + "\"" + ("tag".equals(word) ? ",\"headers\":{}" : "") + "}").word());
        }
        assertEquals(new TreeSet<>(Set.of("clean", "tag", "reject", "defer", "quarantine", "discard")), words);
    }

    @Test
    void sendsALargeBodyAsItIs() throws Exception {
        var large = "Subject: x\r\n\r\n" + "0123456789abcdef0123456789\r\n".repeat(400_000);
        try (var hook = FakeHttp.saying("{\"verdict\":\"clean\"}")) {
            world.verdict(scanner("15s", hook.address()), large);
            assertTrue(hook.requests().getFirst().body().endsWith("\n" + large), "octets in = octets out");
        }
    }

    private static Set<String> properties(String schema) {
        return SCHEMAS.getJsonObject(schema).getJsonObject("properties").fieldNames();
    }

    private static String described() {
        try {
            return Files.readString(Path.of("src/main/resources/scan-hook.openapi.json"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Verdict verdict(String answer) throws Exception {
        try (var hook = FakeHttp.saying(answer)) {
            return world.verdict(scanner("15s", hook.address()), CONTENT);
        }
    }

    private Scanner scanner(String timeout, String... addresses) {
        var kind = new Scan.Kind.Http(List.of(addresses).stream().map(address -> URI.create("http://" + address + "/scan?x=1")).toList(),
                Optional.of(new Secret("secret")), Optional.empty());
        return new HttpScanner(world.vertx, ScanWorld.scan("hook", kind, Duration.parse("PT" + timeout)), kind, "mx.example.com");
    }
}
