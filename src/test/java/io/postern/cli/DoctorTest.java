package io.postern.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.postern.node.TestNode;
import io.postern.tls.TlsFiles;
import io.postern.world.DnsWorld;
import io.postern.world.DnsWorld.Fault;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The audit of domains as they are published well and badly, against one whole node and a real name server. */
class DoctorTest {

    private static final String ZONE = """
            test. SOA ns.test. root.test. 1 3600 600 86400 60
            good.test. MX 10 mx.postern.test.
            mx.postern.test. A 127.0.0.1
            also.postern.test. A 127.0.0.1
            1.0.0.127.in-addr.arpa. PTR mx.postern.test.
            unequal.test. MX 10 mx.postern.test.
            unequal.test. MX 20 also.postern.test.
            beside.test. MX 10 mx.postern.test.
            beside.test. MX 10 other.test.
            backup.test. MX 10 mx.postern.test.
            backup.test. MX 20 other.test.
            other.test. A 127.0.0.1
            unlisted.test. MX 10 other.test.
            alias.test. MX 10 cname.test.
            cname.test. CNAME mx.postern.test.
            null.test. MX 0 .
            halfnull.test. MX 0 .
            halfnull.test. MX 10 mx.postern.test.
            noaddress.test. MX 10 nowhere.test.
            mutehost.test. MX 10 mute.test.
            mute.test. A 127.0.0.1
            nomx.test. A 127.0.0.1
            """;

    @TempDir
    private static Path folder;
    private static DnsWorld dns;
    private static TestNode node;

    private record Result(int exit, String out, String err) {

        /** The worst of a check; empty if it was not made. */
        String of(String check) {
            var order = List.of("fail", "unknown", "warn", "ok");
            return new JsonObject(out).getJsonArray("findings").stream().map(JsonObject.class::cast)
                    .filter(finding -> finding.getString("check").equals(check)).map(finding -> finding.getString("result"))
                    .min((one, two) -> order.indexOf(one) - order.indexOf(two)).orElse("");
        }
    }

    @BeforeAll
    static void start() {
        dns = DnsWorld.serving(ZONE);
        node = TestNode.towards(folder, 9, ", tls: {mode: starttls, certificate: %1$s/rsa.crt, key: %1$s/rsa-pkcs1.key}"
                .formatted(TlsFiles.path("")), "identity: {names: [also.postern.test]}\n");
    }

    @AfterAll
    static void stop() {
        node.close();
        dns.close();
    }

    @Test
    void nothingFailsWhereAllIsWell() {
        var result = examine("good.test");
        assertEquals(0, result.exit(), result.out() + result.err());
        for (var check : List.of("mx", "preference", "listed", "port", "banner", "extensions", "starttls", "reverse-dns")) {
            assertEquals("ok", result.of(check), check + result.out());
        }
        // loopback, and an authority that nobody knows
        assertEquals("warn", result.of("address"));
        assertEquals("warn", result.of("certificate"));
    }

    @ParameterizedTest
    @CsvSource({
        "unequal.test,   preference,  fail, 1",
        "beside.test,    stranger,    fail, 1",
        "backup.test,    listed,      ok,   1",
        "backup.test,    stranger,    warn, 1",
        "unlisted.test,  listed,      fail, 1",
        "alias.test,     alias,       fail, 1",
        "null.test,      mx,          fail, 1",
        "halfnull.test,  mx,          warn, 0",
        "noaddress.test, address,     fail, 1",
        "missing.test,   mx,          fail, 1",
        "nomx.test,      mx,          warn, 1",
        "broken.test,    mx,          unknown, 0",
        "mutehost.test,  address,     unknown, 1",
        "other.test,     certificate, fail, 1",
        "other.test,     banner,      ok,   1",
    })
    void findingOf(String domain, String check, String result, int exit) {
        dns.fault("broken.test", Fault.SERVFAIL);
        dns.fault("mute.test", Fault.SERVFAIL);
        var found = examine(domain);
        assertEquals(result, found.of(check), found.out() + found.err());
        assertEquals(exit, found.exit(), found.out());
    }

    @Test
    void withoutANodeTheComparisonIsUnknown() {
        var result = run("doctor", "good.test", "--resolver", resolver(), "--port", "" + node.port(), "--token", "wrong", "--json");
        assertEquals("unknown", result.of("nodes"), result.out() + result.err());
        assertEquals("", result.of("listed"));
        assertEquals("ok", result.of("banner"));
    }

    @Test
    void nodeThatWasNamedHasToAnswer() {
        var result = run("doctor", "good.test", "--resolver", resolver(), "--node", url(), "--token", "wrong");
        assertEquals(1, result.exit());
        assertTrue(result.err().startsWith("postern: " + url() + ": token required"), result.err());
    }

    @Test
    void tableHasALineForEachFindingWithItsRemedy() {
        var lines = run("doctor", "null.test", "--resolver", resolver()).out().lines().toList();
        assertEquals("fail     mx  null.test  a null MX: the domain takes no mail (RFC 7505)", lines.get(0));
        assertEquals("         remedy: publish an MX record for each node instead", lines.get(1));
        assertEquals("0 ok, 0 warn, 1 fail, 0 unknown", lines.get(2));
    }

    @Test
    void whatIsNoDomainOrNoServerIsWrongUsage() {
        assertEquals(2, run("doctor", "no domain").exit());
        assertEquals(2, run("doctor", "[192.0.2.1]").exit());
        assertEquals(2, run("doctor", "good.test", "--resolver", "localhost:53").exit());
        assertEquals(2, run("doctor", "good.test", "--resolver", "192.0.2.1:x").exit());
        assertEquals(0, run("doctor", "--help").exit());
    }

    private static Result examine(String domain) {
        return run("doctor", domain, "--node", url(), "--token", "secret", "--resolver", resolver(),
                "--port", "" + node.port(), "--json");
    }

    private static String url() {
        return "http://127.0.0.1:" + node.adminPort();
    }

    private static String resolver() {
        return "127.0.0.1:" + dns.address().getPort();
    }

    private static Result run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = PosternCommand.commandLine((config, file) -> 0, (config, rcpt) -> new JsonObject(), new ArrayList<>())
                .setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
        return new Result(exit, out.toString(), err.toString());
    }
}
