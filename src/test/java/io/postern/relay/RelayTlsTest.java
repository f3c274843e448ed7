package io.postern.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.postern.config.Config.TlsDemand;
import io.postern.tls.TlsFiles;
import io.postern.tls.TlsPolicy;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** STARTTLS to next hops with certificates of every kind, under every demand. */
class RelayTlsTest {

    /** Who trusts nobody in particular. */
    private static final Map<String, TlsPolicy> POLICIES = Map.of(
            "none", TlsPolicy.NONE, "opportunistic", TlsPolicy.OPPORTUNISTIC, "require", TlsPolicy.REQUIRE,
            "verify", TlsFiles.verify());

    private Bench bench;
    private SinkServer sink;

    @BeforeEach
    void begin() throws Exception {
        bench = new Bench(Duration.ofSeconds(10));
        sink = new SinkServer();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
        sink.close();
    }

    private void delivered() throws Exception {
        assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
    }

    private double handshakes(String result) {
        return bench.scrape().lines()
                .filter(line -> line.startsWith("postern_tls_handshakes_total{") && line.contains("side=\"relay\"")
                        && line.contains("result=\"" + result + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /** {@code rsa}: mx.postern.test and *.rsa.test, by the authority that is trusted; {@code stranger} is self-signed. */
    @ParameterizedTest
    @CsvSource({
        "none,          rsa,      mx.postern.test,     plain",
        "opportunistic, rsa,      mx.postern.test,     encrypted",
        "opportunistic, stranger, mx.postern.test,     encrypted",
        "opportunistic, expired,  mx.postern.test,     encrypted",
        "opportunistic, rsa,      elsewhere.test,      encrypted",
        "require,       rsa,      mx.postern.test,     encrypted",
        "require,       stranger, mx.postern.test,     encrypted",
        "require,       expired,  mx.postern.test,     encrypted",
        "require,       rsa,      elsewhere.test,      encrypted",
        "verify,        rsa,      mx.postern.test,     encrypted",
        "verify,        rsa,      MX.Postern.Test,     encrypted",
        "verify,        rsa,      any.rsa.test,        encrypted",
        "verify,        rsa,      a.any.rsa.test,      'certificate is for mx.postern.test, *.rsa.test, not a.any.rsa.test'",
        "verify,        rsa,      rsa.test,            'certificate is for mx.postern.test, *.rsa.test, not rsa.test'",
        "verify,        rsa,      elsewhere.test,      'certificate is for mx.postern.test, *.rsa.test, not elsewhere.test'",
        "verify,        rsa,      127.0.0.1,           'certificate is for mx.postern.test, *.rsa.test, not 127.0.0.1'",
        "verify,        stranger, mx.postern.test,     certificate is self-signed",
        "verify,        expired,  mx.postern.test,     certificate expired on",
    })
    void certificateUnderDemand(String demand, String certificate, String host, String result) throws Exception {
        sink.tls(TlsFiles.client(certificate));
        bench.tls = POLICIES.get(demand);
        bench.host = _ -> host;
        var outcome = bench.deliver(sink.address());
        switch (result) {
            case "plain", "encrypted" -> {
                assertInstanceOf(Outcome.Accepted.class, outcome);
                assertEquals(result.equals("encrypted") ? 1 : 0, handshakes("ok"));
                assertEquals(result.equals("encrypted"), sink.commands().contains("STARTTLS"));
                assertEquals(0, handshakes("failed"));
            }
            default -> {
                var lost = assertInstanceOf(Outcome.Lost.class, outcome);
                assertEquals(Phase.TLS, lost.phase());
                assertTrue(lost.cause().startsWith(result), lost.cause());
                assertEquals(1, handshakes("failed"));
                assertEquals(List.of(), sink.messages());
                assertEquals(1, sink.connections(), "never again, and never in plain");
            }
        }
    }

    @Test
    void anAuthorityThatIsNotTrusted() throws Exception {
        sink.tls(TlsFiles.client("rsa"));
        bench.host = _ -> "mx.postern.test";
        bench.tls = TlsFiles.verifyBySystem();
        var lost = assertInstanceOf(Outcome.Lost.class, bench.deliver(sink.address()));
        assertTrue(lost.cause().contains("is not trusted"), lost.cause());
    }

    @Test
    void namesWrittenCountInsteadOfTheHosts() throws Exception {
        sink.tls(TlsFiles.client("rsa"));
        bench.host = _ -> "elsewhere.test";
        bench.tls = TlsFiles.verify("other.test", "mx.postern.test");
        delivered();
        assertEquals(List.of("elsewhere.test"), sink.asked());
        bench.host = _ -> "mx.postern.test";
        bench.tls = TlsFiles.verify("other.test");
        assertInstanceOf(Outcome.Lost.class, bench.deliver(sink.address()));
    }

    @Test
    void aHopThatFailsIsFollowedByOneThatProvesItsName() throws Exception {
        try (var good = new SinkServer().tls(TlsFiles.client("rsa"))) {
            sink.tls(TlsFiles.client("stranger"));
            bench.host = _ -> "mx.postern.test";
            bench.tls = TlsFiles.verify();
            var accepted = assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address(), good.address()));
            assertEquals(good.address(), accepted.hop().address());
            assertEquals(List.of(), sink.messages());
        }
    }

    @Test
    void verifyNeedsStartTlsAnnounced() throws Exception {
        bench.tls = TlsFiles.verify("mx.postern.test");
        var lost = assertInstanceOf(Outcome.Lost.class, bench.deliver(sink.address()));
        assertEquals("STARTTLS not announced", lost.cause());
        assertEquals(List.of(), sink.messages());
    }

    /** A connection is only ever used again under the demands that it was made under. */
    @Test
    void anOpportunisticConnectionIsNotTakenForAVerifiedOne() throws Exception {
        sink.tls(TlsFiles.client("rsa"));
        bench.host = _ -> "mx.postern.test";
        bench.tls = TlsPolicy.OPPORTUNISTIC;
        delivered();
        bench.tls = TlsFiles.verify();
        delivered();
        bench.tls = TlsFiles.verify();
        delivered();
        assertEquals(2, sink.connections());
        bench.host = _ -> "any.rsa.test";
        delivered();
        assertEquals(3, sink.connections());
    }

    @Test
    void pooledWithLargeBodiesAndEhloSaidAgain() throws Exception {
        sink.tls(TlsFiles.client("stranger"));
        bench.tls = TlsPolicy.REQUIRE;
        bench.body = ("y".repeat(998) + "\r\n").repeat(600);
        delivered();
        delivered();
        assertEquals("[EHLO gate.test, STARTTLS, EHLO gate.test]", sink.commands().subList(0, 3).toString());
        assertEquals(Bench.TRACE + bench.body, sink.messages().getLast());
        assertEquals(1, sink.connections());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theNextConnectionResumesTheSession(String protocol) throws Exception {
        sink.tls(TlsFiles.client("rsa")).protocol(protocol);
        bench.host = _ -> "mx.postern.test";
        bench.tls = TlsFiles.verify();
        for (int i = 0; i < 5; i++) {
            delivered();
            sink.dropAll();
            bench.eventually(() -> bench.idle() == 0);
        }
        assertEquals(5, sink.connections());
        assertEquals(1, handshakes("ok"));
        assertEquals(4, handshakes("resumed"));
        assertTrue(bench.scrape().contains("version=\"" + protocol + "\""));
    }

    /** The other end has forgotten it, as after a restart. */
    @Test
    void aSessionThatIsNotAcceptedIsCountedAsNew() throws Exception {
        sink.tls(TlsFiles.client("rsa"));
        bench.tls = TlsPolicy.REQUIRE;
        for (int i = 0; i < 2; i++) {
            delivered();
            sink.dropAll();
            bench.eventually(() -> bench.idle() == 0);
            sink.tls(TlsFiles.client("rsa"));
        }
        assertEquals(2, handshakes("ok"));
        assertEquals(0, handshakes("resumed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void clientCertificateShown(String protocol) throws Exception {
        sink.tls(TlsFiles.client("rsa")).protocol(protocol);
        bench.tls = TlsFiles.policy(TlsDemand.OPPORTUNISTIC, Optional.of("client"));
        delivered();
        bench.tls = TlsPolicy.OPPORTUNISTIC;
        delivered();
        assertEquals(2, sink.shown().size());
        assertTrue(sink.shown().getFirst().contains("client"), sink.shown().toString());
        assertEquals("none", sink.shown().getLast());
    }

    @ParameterizedTest
    @CsvSource({"mx.postern.test, mx.postern.test", "192.0.2.1, none", "[192.0.2.1], none", "2001:db8::1, none"})
    void hostsAreAskedForByNameOnly(String host, String asked) throws Exception {
        sink.tls(TlsFiles.client("rsa"));
        bench.host = _ -> host;
        bench.tls = TlsPolicy.OPPORTUNISTIC;
        delivered();
        assertEquals(List.of(asked), sink.asked());
    }

    @Test
    void brokenTlsIsRememberedForAWhile() throws Exception {
        sink.extensions("250-STARTTLS\r\n250 PIPELINING\r\n").replyAndClose("STARTTLS", "220 go on\r\n");
        bench.tls = TlsPolicy.OPPORTUNISTIC;
        delivered();
        assertEquals(1, handshakes("failed"));
        sink.dropAll();
        bench.eventually(() -> bench.idle() == 0);
        delivered();
        assertEquals(1, sink.commands().stream().filter("STARTTLS"::equals).count());
        assertEquals(1, handshakes("skipped"));
        bench.pass(Duration.ofMinutes(31));
        sink.tls(TlsFiles.client("rsa")).dropAll();
        bench.eventually(() -> bench.idle() == 0);
        delivered();
        assertEquals(1, handshakes("ok"));
    }

    /** A hop that is down has no broken TLS. */
    @Test
    void nothingIsRememberedOfAHopThatFailsInPlainToo() throws Exception {
        sink.extensions("250-STARTTLS\r\n250 PIPELINING\r\n").replyAndClose("STARTTLS", "220 go on\r\n");
        sink.reply("CONNECT", "220 sink.test\r\n").replyAndClose("CONNECT", "421 going down\r\n");
        bench.tls = TlsPolicy.OPPORTUNISTIC;
        assertInstanceOf(Outcome.Refused.class, bench.deliver(sink.address()));
        sink.tls(TlsFiles.client("rsa"));
        delivered();
        assertEquals(1, handshakes("ok"));
        assertEquals(0, handshakes("skipped"));
    }

    /** What is remembered of mail that may go in plain means nothing to mail that may not. */
    @Test
    void brokenTlsNeverMakesRequiredMailPlain() throws Exception {
        sink.extensions("250-STARTTLS\r\n250 PIPELINING\r\n").replyAndClose("STARTTLS", "220 go on\r\n");
        bench.tls = TlsPolicy.OPPORTUNISTIC;
        delivered();
        sink.replyAndClose("STARTTLS", "220 go on\r\n");
        bench.tls = TlsPolicy.REQUIRE;
        assertInstanceOf(Outcome.Lost.class, bench.deliver(sink.address()));
        assertEquals(1, sink.messages().size());
    }
}
