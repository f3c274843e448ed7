package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.postern.world.Client;
import io.postern.world.DnsWorld;
import io.postern.world.SinkServer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What 1,000 messages to 50 domains cost the DNS and the next hops, each domain's better host being dead, and 100 of
 * them to mailboxes that do not exist; prints the figures.
 */
@Tag("long")
class SharingFiguresTest {

    private static final int MESSAGES = 1_000;
    private static final int DOMAINS = 50;
    private static final int GUESSES = 10;

    @TempDir
    private Path folder;

    private record Figures(int questions, int deadAttempts, int connections, int guesses) {
    }

    @Test
    void threeNodesThatShareCostAsMuchAsOne() throws IOException {
        var one = figures(1, "");
        var apart = figures(3, "");
        var together = figures(3, GridSection.write(folder));
        System.out.printf("per %d messages            one node  three apart  three sharing%n", MESSAGES);
        print("questions to the DNS", one.questions, apart.questions, together.questions);
        print("connects to dead hosts", one.deadAttempts, apart.deadAttempts, together.deadAttempts);
        print("connections to the live host", one.connections, apart.connections, together.connections);
        print("unknown mailboxes asked for", one.guesses, apart.guesses, together.guesses);
        assertTrue(apart.questions > 2.5 * one.questions, "without sharing each node asks for itself");
        // as one node where the grid answers; what it does not answer in 25 ms, on a busy machine, is asked of the DNS
        assertTrue(together.questions < 0.7 * apart.questions, together.questions + " questions");
        assertTrue(together.deadAttempts < 0.6 * apart.deadAttempts);
        assertEquals(GUESSES, one.guesses);
        // news of a mailbox may be a tenth of a second on its way, and the next guess of it quicker
        assertTrue(together.guesses <= 1.5 * GUESSES, together.guesses + " asked for");
    }

    private static void print(String what, int... figures) {
        System.out.printf("%-30s %6d %12d %14d%n", what, figures[0], figures[1], figures[2]);
    }

    private Figures figures(int size, String cluster) throws IOException {
        try (var hop = new SinkServer(); var dns = DnsWorld.serving(zone())) {
            var nodes = new ArrayList<TestNode>();
            var clients = new ArrayList<Client>();
            try {
                for (int i = 0; i < size; i++) {
                    nodes.add(node(hop, dns, cluster));
                }
                for (var node : nodes) {
                    eventually(() -> cluster.isEmpty() || GridSection.ready(node) == size);
                    clients.add(Client.greeted(node.port()));
                }
                int before = dns.questions();
                send(clients, hop);
                int dead = nodes.stream().mapToInt(SharingFiguresTest::failures).sum();
                int guesses = (int) hop.commands().stream().filter(line -> line.startsWith("RCPT TO:<guess")).count();
                return new Figures(dns.questions() - before, dead, hop.connections(), guesses);
            } finally {
                clients.forEach(Client::close);
                nodes.forEach(TestNode::close);
            }
        }
    }

    private static void send(List<Client> clients, SinkServer hop) {
        var random = new Random(1);
        for (int i = 0; i < MESSAGES; i++) {
            var client = clients.get(i % clients.size());
            var domain = "d" + random.nextInt(DOMAINS) + ".test";
            if (i % 10 == 0) {
                guess(client, "guess" + random.nextInt(GUESSES) + "@d0.test", hop);
            } else {
                var reply = client.mail("a@client.test", "b@" + domain, "Subject: x\r\n\r\ntext\r\n");
                assertTrue(reply.startsWith("250"), reply);
            }
        }
    }

    private static void guess(Client client, String to, SinkServer hop) {
        client.ask("MAIL FROM:<a@client.test>");
        if (client.ask("RCPT TO:<" + to + ">").startsWith("250")) {
            hop.reply("RCPT", "550 5.1.1 nobody here\r\n");
            client.ask("DATA");
            assertTrue(client.ask("text\r\n.").startsWith("550 5.1.1"));
        } else {
            client.ask("RSET");
        }
    }

    private static int failures(TestNode node) {
        try (var admin = new AdminCalls(node.adminPort())) {
            return admin.json("/api/v1/hops").getJsonArray("hops").stream().map(JsonObject.class::cast)
                    .mapToInt(hop -> hop.getInteger("failures")).sum();
        }
    }

    private TestNode node(SinkServer hop, DnsWorld dns, String cluster) throws IOException {
        return TestNode.start(Files.createTempDirectory(folder, "node"), """
                access: {relay-from: [127.0.0.0/8]}
                relay: {port: %d, refuse-addresses: []}
                dns: {servers: ["127.0.0.1:%d"]}
                """.formatted(hop.address().getPort(), dns.address().getPort()) + cluster);
    }

    /** Nobody listens on 127.0.1.x. */
    private static String zone() {
        var zone = new StringBuilder("test. SOA ns.test. host.test. 1 3600 600 86400 300\ngood.test. A 127.0.0.1\n");
        IntStream.range(0, DOMAINS).forEach(i -> zone.append("d%d.test. MX 10 dead%d.test.\nd%d.test. MX 20 good.test.\ndead%d.test. A 127.0.1.%d\n"
                .formatted(i, i, i, i, i + 1)));
        return zone.toString();
    }
}
