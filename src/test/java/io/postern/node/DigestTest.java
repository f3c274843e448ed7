package io.postern.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The mail of each day about what was kept, and what its links do. Time is given; nobody waits for a morning. */
class DigestTest {

    private static final String BAD = "Subject: Pay http://evil.test </td><script>alert(1)</script> =?utf-8?q?J=C3=BCrgen?=\r\n\r\n"
            + "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\r\n";
    private static final Pattern LINK = Pattern.compile("Release: https://q\\.test(/quarantine/link\\?t=\\S+)");
    private static final Pattern PART = Pattern.compile("text/(\\w+); charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n([^-]+)--");

    private final List<TestNode> nodes = new ArrayList<>();
    @TempDir
    private Path folder;
    private SinkServer sink;
    private volatile Instant now = Instant.now();

    @BeforeEach
    void open() throws IOException {
        sink = new SinkServer();
    }

    @AfterEach
    void close() throws IOException {
        nodes.forEach(TestNode::close);
        sink.close();
    }

    private TestNode start(int number, String digest, String cluster) throws IOException {
        return start(number, "00:00", digest, cluster);
    }

    private TestNode start(int number, String at, String digest, String cluster) throws IOException {
        nodes.add(TestNode.start(Files.createDirectories(folder.resolve("node" + number)), """
                digest: {digest: {at: "%s", link-base: "https://q.test", key: a key for links, release: [rules]%s}}
                hostname: mx%d.postern.test
                access: {relay-from: [127.0.0.1]}
                %s%sscan: [{name: rules, type: rules, eicar: true, on-match: quarantine}]
                """.replace("digest: {digest: {", "digest: {").replace("}}\n", "}\n")
                .formatted(at, digest, number, TestNode.route(sink.address().getPort()), cluster), () -> now));
        return nodes.getLast();
    }

    private void quarantine(TestNode node, String recipient) {
        try (var client = Client.greeted(node.port())) {
            assertEquals("250", client.mail("a@client.test", recipient, BAD).substring(0, 3));
        }
    }

    /** The end of the day on which messages come now, and so long after it. */
    private void past(String at, Duration after) {
        var end = LocalDate.now(ZoneOffset.UTC).atTime(LocalTime.parse(at)).toInstant(ZoneOffset.UTC);
        now = (Instant.now().isBefore(end) ? end : end.plus(Duration.ofDays(1))).plus(after);
    }

    private void nextMorning() {
        past("00:00", Duration.ofMinutes(20));
    }

    private static void digest(TestNode node) {
        node.node().digest().await();
    }

    private List<String> recipients() {
        return sink.commands().stream().filter(command -> command.startsWith("RCPT ")).map(String::strip).sorted().toList();
    }

    private static String part(String message, String type) {
        return PART.matcher(message).results().filter(found -> found.group(1).equals(type)).findFirst()
                .map(found -> new String(Base64.getMimeDecoder().decode(found.group(2)), StandardCharsets.UTF_8)).orElseThrow();
    }

    private String link(String message) {
        var link = LINK.matcher(part(message, "plain"));
        assertTrue(link.find(), message);
        return link.group(1);
    }

    @Test
    void eachRecipientIsToldOnceADayWhateverStartsAnew() throws IOException {
        var node = start(1, "", "");
        quarantine(node, "b@next.test");
        quarantine(node, "b@next.test");
        quarantine(node, "c@next.test");
        digest(node);
        assertEquals(List.of(), recipients(), "not yet");
        nextMorning();
        digest(node);
        assertEquals(List.of("RCPT TO:<b@next.test>", "RCPT TO:<c@next.test>"), recipients());
        assertTrue(sink.commands().contains("MAIL FROM:<>") || sink.commands().stream().anyMatch(each -> each.startsWith("MAIL FROM:<>")));
        now = now.plus(Duration.ofHours(1));
        digest(node);
        node.close();
        nodes.clear();
        digest(start(1, "", ""));
        assertEquals(2, sink.messages().size());
    }

    @Test
    void whatIsStillBeingStoredWhenItsDayEndsIsInThatDaysDigest() throws IOException {
        var node = start(1, "", "");
        quarantine(node, "b@next.test");
        past("00:00", Duration.ofSeconds(30));
        digest(node);
        quarantine(node, "b@next.test");
        past("00:00", Duration.ofMinutes(20));
        digest(node);
        assertEquals(1, sink.messages().size());
        var text = part(sink.messages().getLast(), "plain");
        assertEquals(2, text.split("Subject: ", -1).length - 1, text);
    }

    @Test
    void aNodeThatKeepsSilentDelaysADigestPastMidnightAndDoesNotEndIt() throws IOException {
        var grid = GridSection.write(folder);
        var first = start(1, "23:30", "", grid);
        start(2, "23:30", "", grid + "admin: {bind: \"127.0.0.1:0\", token: another that the first does not show}\n");
        nodes.forEach(node -> eventually(() -> GridSection.ready(node) == 2));
        quarantine(first, "b@next.test");
        past("23:30", Duration.ofMinutes(20));
        digest(first);
        assertEquals(0, sink.messages().size(), "not without the other one");
        past("23:30", Duration.ofMinutes(61));
        digest(first);
        assertEquals(1, sink.messages().size());
        assertTrue(part(sink.messages().getLast(), "plain").contains("There may be others"));
    }

    @Test
    void whatStrangersWroteIsLetters() throws IOException {
        var node = start(1, "", "");
        quarantine(node, "b@next.test");
        nextMorning();
        digest(node);
        var message = sink.messages().getLast();
        assertTrue(message.contains("Auto-Submitted: auto-generated\r\n"), message);
        assertTrue(message.chars().allMatch(c -> c < 128), "ASCII");
        var html = part(message, "html");
        assertTrue(html.contains("&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt; Jürgen"), html);
        assertFalse(html.contains("<script") || html.contains("http://evil") || part(message, "plain").contains("http://evil"), html);
    }

    @Test
    void strangersToWhomClientsWriteAreToldNothingAndAnOperatorHearsOfAll() throws IOException {
        var node = start(1, ", to: operator@next.test", "");
        quarantine(node, "b@next.test");
        nextMorning();
        digest(node);
        assertEquals(List.of("RCPT TO:<operator@next.test>"), recipients());
        assertTrue(part(sink.messages().getLast(), "plain").contains("b@next.test"));
    }

    @Test
    void whatIsNotTakenIsTriedAgainWithinTheDayAndARefusalIsNot() throws IOException {
        var node = start(1, "", "");
        quarantine(node, "b@next.test");
        nextMorning();
        sink.reply("RCPT", "451 4.2.1 later\r\n");
        digest(node);
        assertEquals(0, sink.messages().size());
        digest(node);
        assertEquals(0, sink.messages().size(), "not at once");
        now = now.plus(Duration.ofMinutes(16));
        sink.reply("RCPT", "550 5.1.1 no such person\r\n");
        digest(node);
        now = now.plus(Duration.ofMinutes(16));
        digest(node);
        assertEquals(0, sink.messages().size());
        assertEquals(2, recipients().size());
    }

    @Test
    void readingALinkDoesNothingAndItsButtonReleasesToThatRecipientAlone() throws IOException {
        var node = start(1, "", "");
        try (var client = Client.greeted(node.port()); var admin = new AdminCalls(node.adminPort())) {
            client.send("MAIL FROM:<a@client.test>\r\n").reply();
            client.send("RCPT TO:<b@next.test>\r\n").reply();
            client.send("RCPT TO:<c@next.test>\r\n").reply();
            client.send("DATA\r\n").reply();
            assertEquals("250", client.send(BAD + ".\r\n").reply().substring(0, 3));
            nextMorning();
            digest(node);
            var link = link(sink.messages().stream().filter(each -> each.contains("To: <c@next.test>")).findFirst().orElseThrow());
            var page = admin.withoutToken("GET", link);
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("&lt;script&gt;") && !page.body().contains("<script"), page.body());
            assertFalse(page.body().contains("b@next.test"), "the other recipient");
            assertEquals("default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                    page.headers().firstValue("Content-Security-Policy").orElse(""));
            assertEquals("no-referrer", page.headers().firstValue("Referrer-Policy").orElse(""));
            assertEquals(2, sink.messages().size(), "the two digests and nothing else");
            assertTrue(admin.withoutToken("POST", link).body().contains("on its way"));
            assertTrue(sink.messages().getLast().endsWith(BAD));
            assertEquals("RCPT TO:<c@next.test>", sink.commands().stream().filter(each -> each.startsWith("RCPT")).toList().getLast().strip());
            assertTrue(admin.withoutToken("POST", link).body().contains("released before"));
            assertEquals(3, sink.messages().size());
            assertEquals("link:c@next.test", admin.json("/api/v1/quarantine/audit").getJsonArray("entries").getJsonObject(0).getString("who"));
            for (var forged : List.of(link.substring(0, link.length() - 1) + "~", link.replace("t=", "t=A"), "/quarantine/link", "/quarantine/link?t=a.b")) {
                assertEquals(404, admin.withoutToken("POST", forged).statusCode(), forged);
            }
        }
    }

    @Test
    void oneNodeSendsForTheWholeClusterAndItsHeirDoesNotRepeatIt() throws IOException {
        var grid = GridSection.write(folder);
        var first = start(1, "", grid);
        var second = start(2, "", grid);
        nodes.forEach(node -> eventually(() -> GridSection.ready(node) == 2));
        quarantine(first, "b@next.test");
        quarantine(second, "b@next.test");
        nextMorning();
        digest(second);
        assertEquals(0, sink.messages().size(), "the other one does");
        digest(first);
        assertEquals(1, sink.messages().size());
        var text = part(sink.messages().getLast(), "plain");
        assertEquals(2, text.split("Subject: ", -1).length - 1, text);
        var links = LINK.matcher(text).results().map(found -> found.group(1)).toList();
        try (var admin = new AdminCalls(first.adminPort())) {
            for (var link : links) {
                assertTrue(admin.withoutToken("GET", link).body().contains("Release it to b@next.test"));
                assertTrue(admin.withoutToken("POST", link).body().contains("on its way"));
                assertTrue(admin.withoutToken("POST", link).body().contains("released before"));
            }
        }
        assertEquals(3, sink.messages().size());
        quarantine(second, "b@next.test");
        first.close();
        nodes.removeFirst();
        eventually(() -> GridSection.ready(second) == 1);
        digest(second);
        assertEquals(3, sink.messages().size(), "b has had the mail of this day");
    }
}
