package io.postern.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Wrong configurations and the exact problems they must give. */
final public class ConfigProblemsTest {

    private static final String LISTENER = "listeners: [{bind: '127.0.0.1:2525'}]\n";
    private static final String ROUTE =
            LISTENER + "postmaster: p@example.com\nroutes:\n- {name: a, domains: [a.example], via: ";

    public static final List<Arguments> CASES = List.of(
            row("", "1: listeners: is missing"),
            row("- a", "1: : is not a mapping of keys", "1: listeners: is missing"),
            row(LISTENER + "limits:\n  mesage-size: 5MiB",
                    "3: limits.mesage-size: is not a known key; did you mean message-size?"),
            row(LISTENER + "limits: {messageSize: 5MiB}",
                    "2: limits.messageSize: is not a known key; did you mean message-size?"),
            row(LISTENER + "message-size: 5MiB", "2: message-size: is not a known key; it belongs under limits"),
            row(LISTENER + "limits:\n  message-size: 50",
                    "3: limits.message-size: \"50\" is not a size above zero; write a number"),
            row(LISTENER + "limits:\n  message-size: 50MB", "3: limits.message-size: \"50MB\" is not a size above zero"),
            row(LISTENER + "timeouts:\n  reply: 30",
                    "3: timeouts.reply: \"30\" is not a duration above zero; write a number with its"),
            row(LISTENER + "timeouts: {reply: 0s}", "2: timeouts.reply: \"0s\" is not a duration above zero"),
            row(LISTENER + "traces: {endpoint: 127.0.0.1:4318}",
                    "2: traces.endpoint: \"127.0.0.1:4318\" is not an HTTP address; write it such as http://"),
            row(LISTENER + "traces: {endpoint: \"http://127.0.0.1:4318\", share: 2}",
                    "2: traces.share: \"2\" is not a share above 0 and at most 1; write it such as 0.01"),
            row(LISTENER + "traces: {share: 0.5}", "2: traces.endpoint: is missing"),
            row(LISTENER + "limits: {recipients: 99}", "2: limits.recipients: \"99\" is not a whole number from 100"),
            row(LISTENER + "limits: {recipients: 1000\n  , recipients: 1000}", "3: limits.recipients: is written twice"),
            row(LISTENER + "limits: {message-size: 3GiB}", "2: limits.message-size: is more than body-memory and body-disk"),
            row(LISTENER + "timeouts:\n  budget: 2m\n  dot-reply: 7m30s",
                    "4: timeouts.dot-reply: budget and dot-reply together"),
            row(LISTENER + "bare-newline: rejct", "2: bare-newline: \"rejct\" is not known here; did you mean reject?"),
            row(LISTENER + "scan:", "2: scan: has no value"),
            row(LISTENER + "scan: rules", "2: scan: is not a list"),
            row(LISTENER + "scan: [{name: s, type: rspamd, address: []}]", "2: scan[0].address: is empty; write host:port"),
            row(LISTENER + "scan: [{name: s, type: rspamd, address: a:1, unsure-symbols: [A*]}]",
                    "2: scan[0].unsure-symbols[0]: \"A*\" is not the name of a symbol"),
            row(LISTENER + "scan: [{name: s, type: http, url: 127.0.0.1}]", "2: scan[0].url: \"127.0.0.1\" is not an HTTP address"),
            row(LISTENER + "scan: [{name: s, type: http, url: ['http://a.example/one', 'http://b.example/', 'http://a.example:80/two']}]",
                    "2: scan[0].url: has a.example:80 twice; write each host and port once"),
            row(LISTENER + "scan: [{name: s, type: clamav}]", "2: scan[0].type: \"clamav\" is not known here"),
            row(LISTENER + "scan: [{name: s, type: clamd}]", "2: scan[0].address: is missing; write host:port"),
            row(LISTENER + "postmaster: p@a.example\nscan: [{name: rules, type: rules}]\n"
                    + "routes: [{name: a, domains: [a.example], via: mx, scan: [rule]}]",
                    "4: routes[0].scan: names rule, which is no scanner of scan; did you mean rules?"),
            row(LISTENER + "scan: [{name: s, type: rules, on-match: redirect}]", "2: scan[0].on-match: redirects to nobody"),
            row(LISTENER + "postmaster: p@a.example\nroutes: [{name: a, domains: [a.example], via: mx, on-match: redirect}]",
                    "3: routes[0].on-match: redirects to nobody"),
            row(LISTENER + "scan: [{name: s, type: rules, tag-headers: ['X Spam: yes']}]",
                    "2: scan[0].tag-headers[0]: \"X Spam: yes\" is not a header field"),
            row(LISTENER + "scan: [{name: s, type: rules, subject-prefix: ' '}]",
                    "2: scan[0].subject-prefix: \" \" is not what may stand before a subject"),
            row(LISTENER + "scan: [{name: s, type: rules, address: x}]", "2: scan[0].address: is not a known key"),
            row(LISTENER + "scan:\n- {name: s, type: rules}\n- {name: s, type: rules}",
                    "4: scan[1].name: is the same as scan[0].name"),
            row(LISTENER + "scan: [{name: s, type: rules, block-headers: [{field: Subject, pattern: '('}]}]",
                    "2: scan[0].block-headers[0].pattern: \"(\" is not a regular expression"),
            row(LISTENER + "access:\n  block-clients: [192.0.2.0/24,\n    192.0.2.256]",
                    "4: access.block-clients[1]: \"192.0.2.256\" is not a network, a host name or a file; write one such as"),
            row(LISTENER + "access: {block-senders: [<>]}",
                    "2: access.block-senders[0]: \"<>\" is not an address, a domain or a file"),
            row(LISTENER + "access: {reverse-dns: false, allow-clients: [.example.com]}",
                    "2: access.allow-clients: has host names, which match no client without reverse-dns"),
            row(LISTENER + "access: {dns-lists: [{zone: a.example, codes: [192.0.2.1]}]}",
                    "2: access.dns-lists[0].codes: 192.0.2.1/32 is never a listing; write addresses of 127.0.0.0/8"),
            row(LISTENER + "access:\n  dns-list-threshold: 2\n  dns-lists: [{zone: a.example}, {zone: b.example, weight: -1}]",
                    "3: access.dns-list-threshold: is more than all weights together"),
            row("listeners: [{bind: 2525}]", "1: listeners[0].bind: \"2525\" is not an IP address with a port"),
            row("listeners:\n- bind: 127.0.0.1:25\n- bind: 127.0.0.1:25",
                    "3: listeners[1].bind: takes the same address and port as listeners[0].bind"),
            row("listeners: [{bind: '[::]:8080'}]",
                    "1: admin.bind: takes the same address and port as listeners[0].bind"),
            row("listeners:\n- bind: 127.0.0.1:25\n  tls: {mode: starttls}",
                    "3: listeners[0].tls.certificate: is missing; write the path of a file or folder"),
            row("listeners:\n- {bind: 127.0.0.1:25, proxy-protocol: {from: []}}",
                    "2: listeners[0].proxy-protocol.from: names no load balancer; write at least one, such as [10.0.0.0/8]"),
            row(ROUTE + "mx}\n- {name: a, domains: [b.example], via: mx}",
                    "5: routes[1].name: is the same as routes[0].name"),
            row(ROUTE + "smtp}",
                    "4: routes[0].via: \"smtp\" is not a way to next hops; write mx, mx:mail.example.net, or a list"),
            row(ROUTE + "['mail.example']}", "4: routes[0].via[0]: \"mail.example\" is not a preference and a host"),
            row(ROUTE + "['10 10.0.0.300:25']}", "4: routes[0].via[0]: \"10 10.0.0.300:25\" is not a preference and a host"),
            row(ROUTE + "['10 localhost:2525']}", "4: routes[0].via[0]: is this node's own listener"),
            row(ROUTE + "mx, tls: strict}", "4: routes[0].tls: \"strict\" is not known here; write one of: none, opportunistic,"),
            row(ROUTE + "mx, tls: none, tls-client-certificate: c.crt}",
                    "4: routes[0].tls-client-certificate: is never shown with tls: none"),
            row(ROUTE + "mx, tls: verify, tls-names: ['*.example'], tls-client-key: c.key}",
                    "4: routes[0].tls-names[0]: \"*.example\" is not a host name",
                    "4: routes[0].tls-client-key: has no tls-client-certificate beside it"),
            row(ROUTE + "mx, verify: maybe, announce-client: proxy-v1}", "4: routes[0].verify: \"maybe\" is not known here",
                    "4: routes[0].announce-client: \"proxy-v1\" is not known here; did you mean proxy-v2?"),
            row(ROUTE + "mx, source-addresses: [192.0.2.1, 192.0.2.2], messages-per-second: -1}",
                    "4: routes[0].source-addresses: has two addresses of one family; keep one of each",
                    "4: routes[0].messages-per-second: \"-1\" is not a whole number"),
            row(LISTENER + "relay: {source-addresses: [0.0.0.0]}",
                    "2: relay.source-addresses[0]: \"0.0.0.0\" is not an IP address of this machine"),
            row(ROUTE + "mx}\n- {domains: [-.example], name: other}",
                    "5: routes[1].domains[0]: \"-.example\" is not a domain",
                    "5: routes[1].via: is missing", "5: routes[1].name: is the name for all mail without a route"),
            row(LISTENER + "routes: [{name: a, domains: [a.example], via: mx}]",
                    "1: postmaster: is missing although there are routes"),
            row(LISTENER + "postmaster: nobody", "2: postmaster: \"nobody\" is not a mailbox"),
            row(LISTENER + "access: {relay-from: [10, 10.0.0.0/33]}", "2: access.relay-from[0]: \"10\" is not a network",
                    "2: access.relay-from[1]: \"10.0.0.0/33\" is not a network"),
            row(LISTENER + "dns: {ttl-floor: 2h}", "2: dns.ttl-floor: is more than ttl-ceiling"),
            row(LISTENER + "quarantine: {type: s3, records: r}", "2: quarantine.bucket: is missing"),
            row(LISTENER + "quarantine: {type: s3, records: r, bucket: abc, access-key: a}", "2: quarantine.secret-key: is missing"),
            row(LISTENER + "quarantine: {type: s3, bucket: abc}", "2: quarantine.records: is missing"),
            row(LISTENER + "quarantine: {keys: [{name: k1, key: c2hvcnQ=}]}", "2: quarantine.keys[0].key: \"c2hvcnQ=\" is not a key"),
            row(LISTENER + "cluster: {hazelcast: none.yaml, secret: x}",
                    "2: cluster.hazelcast: the file none.yaml is not there"),
            row(LISTENER + "quarantine: {digest: {at: noon, zone: Mars, to: nobody}}", "2: quarantine.digest.at: \"noon\" is not a time of day",
                    "2: quarantine.digest.zone: \"Mars\" is not a time zone", "2: quarantine.digest.to: \"nobody\" is not recipients or a mailbox"),
            row(LISTENER + "postmaster: p@a.example\nquarantine: {digest: {at: '07:00', link-base: 'https://q.example'}}",
                    "3: quarantine.digest.link-base: needs a key to sign links with"),
            row(LISTENER + "postmaster: p@a.example\nquarantine: {digest: {at: '07:00', link-base: 'https://q.example', key: k, release: [spam]}}",
                    "3: quarantine.digest.release: spam is no scanner of this configuration"),
            row(LISTENER + "quarantine: {digest: {at: '07:00'}}", "2: quarantine.digest: has nobody to come from"),
            row(LISTENER + "admin: {tokens: [{name: alice, token: a}]}",
                    "2: admin.tokens: has no admin.token beside it; write that too: without it the API is off"),
            row(LISTENER + "admin: {token: x, tokens: [{name: admin, token: a}]}",
                    "2: admin.tokens[0].name: is the same as the name of admin.token; write another name"),
            row(LISTENER + "admin: {token: '${NONE}'}", "2: admin.token: the environment variable NONE is not set"),
            row(LISTENER + "admin: {token: '${file:/none}'}", "2: admin.token: the file /none does not exist"),
            row(LISTENER + "admin: {token: '${EMPTY}'}", "2: admin.token: \"${EMPTY}\" is not a secret"),
            row(LISTENER + "hostname: '${SPACED}'", "2: hostname: \"${SPACED}\" is not a host name"),
            row(LISTENER + "limits: [\n", "3: : is not valid YAML"),
            row(LISTENER + "limits: &a [*a]", "2: limits: is not a section"),
            row(LISTENER + "limits: " + "[".repeat(100_000), "2: : is nested more than 32 levels deep"));

    @ParameterizedTest
    @FieldSource("CASES")
    void givesExactlyTheseProblems(String text, List<String> expected) {
        var loaded = assertInstanceOf(Loaded.Invalid.class, ConfigLoader.parse(text, Path.of("p.yaml"), new Fake()));
        var found = loaded.problems().stream()
                .map(it -> it.line() + ": " + it.key() + ": " + it.wrong() + "; " + it.right()).sorted().toList();
        assertEquals(expected.size(), found.size(), () -> String.join("\n", found));
        for (var start : expected) {
            assertTrue(found.stream().anyMatch(it -> it.startsWith(start)),
                    () -> start + " not in\n" + String.join("\n", found));
        }
    }

    @Test
    void aProblemNeverShowsAnExpandedValue() {
        var text = LISTENER + "hostname: '${SPACED}'\nlimits: {message-size: '${SPACED}'}\nroutes: '${SPACED}'";
        var loaded = assertInstanceOf(Loaded.Invalid.class, ConfigLoader.parse(text, Path.of("p.yaml"), new Fake()));
        assertEquals(3, loaded.problems().size());
        assertFalse(loaded.toString().contains("s e c r e t"), loaded::toString);
    }

    @Test
    void everyCutOfAGoodFileIsAnswered() {
        var text = LISTENER
                + "postmaster: p@example.com\nroutes:\n- {name: a, domains: ['*.a.example'], via: ['10 [::1]:26']}\n";
        for (int i = 0; i <= text.length(); i++) {
            ConfigLoader.parse(text.substring(0, i), Path.of("p.yaml"), new Fake());
        }
    }

    @Test
    void aFileThatIsMissingHugeOrNotTextIsAProblem(@TempDir Path folder) throws IOException {
        var file = folder.resolve("c.yaml");
        assertEquals("does not exist", only(ConfigLoader.load(file)).wrong());
        Files.writeString(file, "#".repeat((1 << 20) + 1));
        assertEquals("is larger than 1 MiB", only(ConfigLoader.load(file)).wrong());
        Files.write(file, new byte[] {'a', ':', (byte) 0xff});
        assertEquals("is not UTF-8 text", only(ConfigLoader.load(file)).wrong());
    }

    private static Problem only(Loaded loaded) {
        var problems = assertInstanceOf(Loaded.Invalid.class, loaded).problems();
        assertEquals(1, problems.size(), problems::toString);
        return problems.getFirst();
    }

    private static Arguments row(String text, String... problems) {
        return Arguments.of(text, List.of(problems));
    }

    private static final class Fake implements Environment {

        private static final Map<String, String> VARIABLES = Map.of("EMPTY", "", "SPACED", "s e c r e t");

        @Override
        public Optional<String> variable(String name) {
            return Optional.ofNullable(VARIABLES.get(name));
        }

        @Override
        public String file(Path path) throws IOException {
            throw new NoSuchFileException(path.toString());
        }
    }
}
