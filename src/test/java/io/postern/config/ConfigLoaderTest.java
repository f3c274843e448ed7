package io.postern.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.hazelcast.config.YamlConfigBuilder;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Good configurations and what they mean; the examples that are shipped. */
final class ConfigLoaderTest {

    private static final Path EXAMPLES = Path.of("cluster-config");

    @Test
    void anAlmostEmptyFileHasTheDefaults() {
        var config = config("listeners: [{bind: \"0.0.0.0:2525\"}]");
        assertEquals(ByteSize.ofMiB(50), config.limits().messageSize());
        assertEquals(1000, config.limits().recipients());
        assertEquals(Duration.ofMinutes(7), config.timeouts().dotReply());
        assertEquals(8, config.relay().refuseAddresses().size());
        assertEquals(Duration.ofDays(30), config.quarantine().keeping().retention());
        assertTrue(config.access().relayFrom().isEmpty() && config.routes().isEmpty() && config.scan().isEmpty());
        assertTrue(config.cluster().isEmpty() && config.admin().token().isEmpty() && config.postmaster().isEmpty());
        assertFalse(config.hostname().isEmpty());
    }

    @Test
    void routesAreReadInOrderWithLowerCaseNamesAndTheRelayPort() {
        var config = config("""
                listeners: [{bind: "[::]:2525"}]
                postmaster: postmaster@example.com
                relay: {port: 2500}
                routes:
                  - {name: a, domains: [Example.COM, "*.Example.com"], via: mx}
                  - {name: b, domains: [b.example], via: mx:Mail.Example, tls: require, soft-bounce: true}
                  - {name: c, domains: [c.example], via: ["10 Mail.internal", "10 [2001:db8::1]:26", "20 192.0.2.1:27"]}
                """);
        assertEquals(List.of("example.com", "*.example.com"), config.routes().get(0).domains());
        assertEquals(new Config.Route("b", List.of("b.example"), new Config.Via.MxOf("mail.example"),
                new Config.RouteTls(Config.TlsDemand.REQUIRE), true),
                config.routes().get(1));
        assertEquals(new Config.Via.Hosts(List.of(new Config.Host(10, "mail.internal", 2500),
                new Config.Host(10, "2001:db8:0:0:0:0:0:1", 26), new Config.Host(20, "192.0.2.1", 27))),
                        config.routes().get(2).via());
    }

    @Test
    void filesOfARoutesTlsAreBesideTheConfiguration() {
        var config = config("""
                listeners: [{bind: "127.0.0.1:0"}]
                postmaster: postmaster@example.com
                routes:
                  - {name: a, domains: [a.example], via: mx, tls: verify, tls-ca: ca.crt, tls-names: [Mail.Example],
                     tls-client-certificate: client.crt, tls-client-key: /etc/client.key}
                  - {name: b, domains: [b.example], via: mx}
                """);
        var tls = config.routes().get(0).tls();
        assertEquals(Config.TlsDemand.VERIFY, tls.demand());
        assertEquals("ca.crt", tls.ca().orElseThrow().getFileName().toString());
        assertEquals(List.of("mail.example"), tls.names());
        assertEquals(Path.of("/etc/client.key"), tls.client().orElseThrow().key().orElseThrow());
        assertEquals(new Config.RouteTls(Config.TlsDemand.OPPORTUNISTIC), config.routes().get(1).tls());
    }

    @Test
    void whatARouteAsksOfItsConnectionsIsReadAndIsNothingUnlessWritten() {
        var config = config("""
                listeners: [{bind: "[::]:2525"}]
                postmaster: postmaster@example.com
                relay: {source-addresses: [192.0.2.1, "2001:db8::1"]}
                routes:
                  - {name: a, domains: [a.example], via: mx}
                  - {name: b, domains: [b.example], via: mx, source-addresses: [192.0.2.2], announce-client: proxy-v2,
                     connections: 5, messages-per-second: 20}
                """);
        assertEquals(Config.Terms.NONE, config.routes().get(0).terms());
        assertEquals("[/192.0.2.1, /2001:db8:0:0:0:0:0:1]", config.relay().sourceAddresses().toString());
        var terms = config.routes().get(1).terms();
        assertEquals("[/192.0.2.2]", terms.sourceAddresses().toString());
        assertEquals(new Config.Terms(terms.sourceAddresses(), Config.AnnounceClient.PROXY_V2, 5, 20), terms);
    }

    @Test
    void howARoutesMailIsScannedIsWhatAllScannersSayUnlessWritten() {
        var routes = config("""
                listeners: [{bind: "127.0.0.1:0"}]
                postmaster: postmaster@example.com
                scan: [{name: r, type: rules}, {name: c, type: clamd, address: "127.0.0.1:3310"}]
                routes:
                  - {name: a, domains: [a.example], via: mx}
                  - {name: b, domains: [b.example], via: mx, scan: [c], on-match: redirect, redirect-to: Spam@Example.com}
                  - {name: c, domains: [c.example], via: mx, scan: []}
                """).routes();
        assertEquals(ScanProfile.DEFAULT, routes.get(0).profile());
        assertEquals(new ScanProfile(Optional.of(Set.of("c")), Optional.of(Scan.OnMatch.REDIRECT),
                Optional.of(new Mailbox("Spam", new Domain("example.com")))), routes.get(1).profile());
        assertEquals(new ScanProfile(Optional.of(Set.of()), Optional.empty(), Optional.empty()), routes.get(2).profile());
    }

    @Test
    void whatAScannerIsAskedAboutAndWhen() {
        var scan = config("""
                listeners: [{bind: "127.0.0.1:0"}]
                scan:
                  - {name: r, type: rules}
                  - {name: c, type: clamd, address: "127.0.0.1:3310", over-size: skip, except-clients: [10.0.0.0/8], parallel: false}
                """).scan();
        assertEquals(new Scan.Scope(Scan.OverSize.UNSCANNED, List.of(), true), scan.get(0).scope());
        assertEquals(new Scan.Scope(Scan.OverSize.SKIP, List.of(Network.parse("10.0.0.0/8").orElseThrow()), false),
                scan.get(1).scope());
    }

    @Test
    void whatBecomesOfMessagesThatDoNotJustPass() {
        var scan = config("""
                listeners: [{bind: "127.0.0.1:0"}]
                scan:
                  - {name: r, type: rules, on-match: redirect, redirect-to: spam@example.com, on-quarantine: notify,
                     tag-headers: ["X-Spam: yes "], subject-prefix: "[SPAM] "}
                """).scan();
        assertEquals(new Scan.Treatment(List.of(new Scan.TagHeader("X-Spam", "yes")), Optional.of("[SPAM] "),
                Optional.of(new Mailbox("spam", new Domain("example.com"))), Scan.OnQuarantine.NOTIFY), scan.get(0).treatment());
    }

    @Test
    void verdictsAreKeptOnlyWhereThatIsWritten() {
        var scan = config("""
                listeners: [{bind: "127.0.0.1:0"}]
                scan:
                  - {name: r, type: rules}
                  - {name: c, type: clamd, address: "127.0.0.1:3310", cache: 5m}
                """).scan();
        assertEquals(Duration.ZERO, scan.get(0).cache());
        assertEquals(Duration.ofMinutes(5), scan.get(1).cache());
    }

    @Test
    void ratesAreReadAndNothingIsLimitedUnlessWritten() {
        assertEquals(Config.Rates.NONE, config("listeners: [{bind: \"127.0.0.1:0\"}]").access().rates());
        var rates = config("""
                listeners: [{bind: "127.0.0.1:0"}]
                access: {rates: {client: 600/1m, recipient: 1/1d, ipv4-network: 24, except: [10.0.0.0/8]}}
                """).access().rates();
        assertEquals(Optional.of(new Config.Rate(600, Duration.ofMinutes(1))), rates.client());
        assertEquals(Optional.of(new Config.Rate(1, Duration.ofDays(1))), rates.recipient());
        assertTrue(rates.sender().isEmpty() && rates.ipv4Network() == 24 && rates.ipv6Network() == 64);
        assertEquals("[10.0.0.0/8]", rates.except().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"600", "600/m", "0/1m", "1/500ms", "1/2d", "many/1m", "-1/1m"})
    void whatIsNoRateIsAProblem(String wrong) {
        var loaded = ConfigLoader.parse("listeners: [{bind: \"127.0.0.1:0\"}]\naccess: {rates: {client: " + wrong + "}}\n",
                Path.of("p.yaml"), Environment.assumed());
        var problems = assertInstanceOf(Loaded.Invalid.class, loaded, wrong).problems();
        assertEquals("access.rates.client", problems.getFirst().key());
    }

    @Test
    void routesBelieveWhatWasLearnedAndPutNobodyOffUnlessTheySayOtherwise() {
        var config = config("""
                listeners: [{bind: "[::]:2525"}]
                postmaster: postmaster@example.com
                routes:
                  - {name: a, domains: [a.example], via: mx}
                  - {name: b, domains: [b.example], via: mx, verify: probe, greylist: 5m}
                """);
        assertEquals(Config.Checks.DEFAULT, config.routes().get(0).checks());
        assertEquals(new Config.Checks(Config.Verify.PROBE, Duration.ofMinutes(5)), config.routes().get(1).checks());
    }

    @Test
    void scannersAreReadByTheirType() {
        var config = config("""
                listeners: [{bind: "127.0.0.1:0"}]
                scan:
                  - {name: r, type: rules, block-attachments: [EXE], block-headers: [{field: Subject, pattern: "a$"}],
                     on-match: reject}
                  - {name: c, type: clamd, address: /run/clamd.sock, on-failure: accept, timeout: 500ms}
                  - {name: m, type: milter, address: "127.0.0.1:8891", max-size: 10MiB, over-size: skip}
                """);
        assertEquals(List.of(
                new Scan("r", Optional.empty(), Duration.ofSeconds(30), Scan.OnFailure.DEFER, Scan.OnMatch.REJECT, Duration.ZERO,
                        new Scan.Kind.Rules(List.of("exe"), List.of(new Scan.HeaderPattern("Subject", "a$")), true),
                        new Scan.Scope(Scan.OverSize.UNSCANNED, List.of(), true), Scan.Treatment.PLAIN),
                new Scan("c", Optional.of(ByteSize.ofMiB(25)), Duration.ofMillis(500), Scan.OnFailure.ACCEPT,
                        Scan.OnMatch.QUARANTINE, Duration.ZERO, new Scan.Kind.Clamd(List.of("/run/clamd.sock")),
                        new Scan.Scope(Scan.OverSize.UNSCANNED, List.of(), true), Scan.Treatment.PLAIN),
                new Scan("m", Optional.of(ByteSize.ofMiB(10)), Duration.ofSeconds(30), Scan.OnFailure.DEFER, Scan.OnMatch.QUARANTINE,
                        Duration.ZERO, new Scan.Kind.Milter(List.of("127.0.0.1:8891")),
                        new Scan.Scope(Scan.OverSize.SKIP, List.of(), false), Scan.Treatment.PLAIN)), config.scan());
    }

    @Test
    void rspamdIsAtAPortWithOrWithoutTheWordHttp() {
        var config = config("""
                listeners: [{bind: "127.0.0.1:0"}]
                scan:
                  - {name: a, type: rspamd, address: "http://127.0.0.1:11333"}
                  - {name: b, type: rspamd, address: "127.0.0.1:11333"}
                """);
        for (var scan : config.scan()) {
            assertEquals(List.of("127.0.0.1:11333"), assertInstanceOf(Scan.Kind.Rspamd.class, scan.kind()).addresses());
        }
    }

    @Test
    void secretsComeFromFilesWithoutTheirLineEndAndAreNeverPrinted(@TempDir Path folder) throws IOException {
        var file = folder.resolve("c.yaml");
        Files.writeString(folder.resolve("s"), "pass ${NOT} word\r\n");
        Files.writeString(file, "listeners: [{bind: \"127.0.0.1:0\"}]\nadmin: {token: \"${file:s}$${x}\"}");
        var config = assertInstanceOf(Loaded.Ok.class, ConfigLoader.load(file)).config();
        assertEquals("pass ${NOT} word${x}", config.admin().token().orElseThrow().value());
        assertFalse(config.toString().contains("word"));
    }

    @Test
    void withoutAFileOnlyLoopbackIsServed() {
        var config = ConfigLoader.defaults();
        assertTrue(config.listeners().stream().allMatch(it -> it.bind().getAddress().isLoopbackAddress()));
        assertEquals("[127.0.0.0/8, 0:0:0:0:0:0:0:1/128]", config.access().relayFrom().toString());
        assertTrue(((Config.Quarantine.Directory) config.quarantine()).path().isAbsolute());
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "5s,PT5S", "9m30s,PT9M30S", "2h,PT2H", "30d,PT720H", "0s,PT0S"})
    void durationsCarryUnits(String text, Duration duration) {
        assertEquals(duration, Durations.parse(text).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 s", "s", "-5s", "1.5s", "5S", "30s9m", "5weeks", "99999999999s"})
    void otherDurationsAreRefused(String text) {
        assertTrue(Durations.parse(text).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"512KiB", "50MiB", "2GiB", "7B", "0KiB"})
    void sizesAreReadAsTheyArePrinted(String text) {
        assertEquals(text, ByteSize.parse(text).orElseThrow().toString());
    }

    @Test
    void theReferenceIsTheOneThatIsShipped() throws IOException {
        assertEquals(Files.readString(EXAMPLES.resolve("reference.yaml")), Reference.text(),
                "write it anew: target/postern reference > cluster-config/reference.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference.yaml", "single.yaml", "static.yaml", "kubernetes.yaml"})
    void everyExampleIsValid(String name) {
        assertEquals(List.of(), assertInstanceOf(Loaded.Ok.class,
                ConfigLoader.load(EXAMPLES.resolve(name), Environment.assumed()), name).warnings());
    }

    @Test
    void theReferenceIsValidWithEveryCommentedKeyLive() {
        var text = Reference.text().replaceAll("(?m)^#([ ]*(- )?[a-z-]+:)", "$1");
        var file = EXAMPLES.resolve("live.yaml");
        var config = assertInstanceOf(Loaded.Ok.class, ConfigLoader.parse(text, file, Environment.assumed())).config();
        assertTrue(config.cluster().isPresent() && config.admin().token().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hazelcast-static.yaml", "hazelcast-kubernetes.yaml"})
    void theGridOpensOnlyAMemberPort(String name) throws IOException {
        var hazelcast = new YamlConfigBuilder(EXAMPLES.resolve(name).toString()).build();
        var network = hazelcast.getAdvancedNetworkConfig();
        assertTrue(network.isEnabled());
        assertEquals("[MEMBER]", network.getEndpointConfigs().keySet().stream().map(it -> it.getType()).toList().toString());
        assertFalse(network.getJoin().getMulticastConfig().isEnabled() || network.getJoin().isAutoDetectionEnabled());
        assertEquals("false", hazelcast.getProperty("hazelcast.phone.home.enabled"));
        assertEquals("false", hazelcast.getProperty("hazelcast.shutdownhook.enabled"));
        assertEquals(0, hazelcast.getCPSubsystemConfig().getCPMemberCount());
        assertFalse(hazelcast.getJetConfig().isEnabled());
    }

    private static Config config(String text) {
        var loaded = ConfigLoader.parse(text, Path.of("p.yaml"), Environment.assumed());
        return assertInstanceOf(Loaded.Ok.class, loaded, loaded::toString).config();
    }
}
