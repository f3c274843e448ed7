package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.DnsWorld;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A whole node that asks the DNS about its clients; those on loopback too, since they are all that there is here. */
class WhoMayTalkTest {

    private static final String ASK_EVEN_LOOPBACK = "reverse-dns-except: [], dns-lists-except: [], dns-list-timeout: 20s";

    @TempDir
    private Path folder;
    private SinkServer hop;
    private DnsWorld dns;

    @BeforeEach
    void start() throws IOException {
        hop = new SinkServer();
        dns = DnsWorld.serving("""
                1.0.0.127.in-addr.arpa. PTR mail.client.test.
                mail.client.test. A 127.0.0.1
                1.0.0.127.black.test. A 127.0.0.2
                1.0.0.127.cross.test. A 127.255.255.254
                """);
    }

    @AfterEach
    void stop() throws IOException {
        dns.close();
        hop.close();
    }

    private TestNode node(String access) {
        return TestNode.start(folder, configuration(access));
    }

    private String configuration(String access) {
        return TestNode.route(hop.address().getPort()) + """
                dns: {servers: ["127.0.0.1:%d"], timeout: 20s}
                access: {%s}
                """.formatted(dns.address().getPort(), access);
    }

    private static String mail(TestNode node) {
        try (var client = Client.greeted(node.port())) {
            return client.mail("a@sender.test", "b@next.test", "hello\r\n");
        }
    }

    /** At the second mail at the latest: nobody waits for a name that no list needs. */
    @Test
    void confirmedNameStandsInReceived() {
        try (var node = node(ASK_EVEN_LOOPBACK)) {
            eventually(() -> mail(node).startsWith("250") && hop.messages().getLast()
                    .contains("Received: from client.test (mail.client.test [127.0.0.1])\r\n"));
        }
    }

    @Test
    void nameThatDoesNotLeadBackDoesNotStandThere() {
        dns.zone("""
                1.0.0.127.in-addr.arpa. PTR bank.test.
                bank.test. A 192.0.2.1
                """);
        try (var node = node(ASK_EVEN_LOOPBACK + ", block-clients: [bank.test]")) {
            assertTrue(mail(node).startsWith("250"));
            var message = hop.messages().getFirst();
            assertTrue(message.contains("Received: from client.test ([127.0.0.1])\r\n"), message);
        }
    }

    @Test
    void silentNameServerDelaysNoMail() {
        dns.fault("1.0.0.127.in-addr.arpa", DnsWorld.Fault.DROP);
        try (var node = node("reverse-dns-except: []")) {
            assertTrue(mail(node).startsWith("250"), "before the twenty seconds of the question are over");
            assertTrue(hop.messages().getFirst().contains("([127.0.0.1])"));
        }
    }

    @Test
    void listedClientIsRefusedAtRcptAndCounted() {
        try (var node = node(ASK_EVEN_LOOPBACK + ", dns-lists: [{zone: black.test}]")) {
            assertEquals("554 5.7.1 Client host [127.0.0.1] blocked using black.test", mail(node));
            try (var client = Client.greeted(node.port())) {
                client.ask("MAIL FROM:<a@sender.test>");
                assertTrue(client.ask("RCPT TO:<b@next.test>").startsWith("554"));
                assertTrue(client.ask("RCPT TO:<c@next.test>").startsWith("554"));
                assertTrue(client.ask("RCPT TO:<postmaster@next.test>").startsWith("250"));
            }
            var scrape = Scrape.of(node);
            assertEquals(2, scrape.value(
                    "postern_messages_total{cause=\"dns-list\",result=\"rejected\",route=\"next\"}"), "once a transaction");
            assertEquals(1, dns.asked("udp A 1.0.0.127.black.test"));
        }
    }

    @Test
    void listThatRefusesUsRefusesNobody() {
        try (var node = node(ASK_EVEN_LOOPBACK + ", dns-lists: [{zone: cross.test}]")) {
            assertTrue(mail(node).startsWith("250"));
            assertEquals(1, Scrape.of(node).value("postern_alerts_total"));
        }
    }

    @Test
    void allowedNameGoesBeforeDnsLists() {
        try (var node = node(ASK_EVEN_LOOPBACK + ", dns-lists: [{zone: black.test}], allow-clients: [.client.test]")) {
            eventually(() -> mail(node).startsWith("250"));
        }
    }

    @Test
    void blockedClientIsRefusedAtTheDoorAndLeavesNoSession() {
        try (var node = node("block-clients: [127.0.0.1]")) {
            for (int i = 0; i < 3; i++) {
                try (var client = new Client(node.port())) {
                    assertEquals("554 5.7.1 Client host [127.0.0.1] is blocked here", client.reply());
                    assertEquals("closed", client.reply());
                }
            }
            var scrape = Scrape.of(node);
            assertEquals(3, scrape.value("postern_connections_total{cause=\"client-blocked\",result=\"refused\"}"));
            assertEquals(0, scrape.value("postern_sessions"));
        }
    }

    @Test
    void listFileReadAnewCountsForNewSessions() throws IOException {
        var file = Files.writeString(folder.resolve("senders"), "# nobody yet\n");
        try (var node = node("block-senders: ['file:senders']"); var admin = new AdminCalls(node.adminPort())) {
            assertTrue(mail(node).startsWith("250"));
            Files.writeString(file, "sender.test\n");
            assertTrue(mail(node).startsWith("250"), "nobody said to read it");
            assertEquals(200, admin.post("/api/v1/reload").statusCode());
            assertEquals("550 5.7.1 Sender address is refused here", mail(node));
            Files.writeString(file, "other.test\nno entry\n");
            var answer = admin.post("/api/v1/reload");
            assertEquals(422, answer.statusCode());
            assertTrue(answer.body().contains("senders:2: access.block-senders"), answer.body());
            assertEquals("550 5.7.1 Sender address is refused here", mail(node), "a bad file changes nothing");
        }
    }
}
