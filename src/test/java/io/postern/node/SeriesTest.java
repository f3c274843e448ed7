package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

import io.postern.world.Client;
import io.postern.world.DnsWorld;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Series are few however many domains, senders and next hops there are in a day. */
class SeriesTest {

    private static final int DOMAINS = 10_000;
    private static final int BATCH = 100;
    /** One domain in so many has a next hop. */
    private static final int REACHABLE = 10;

    @Test
    void aStormOfTenThousandDomainsLeavesFewSeries(@TempDir Path folder) throws IOException {
        var zone = new StringBuilder("mail.good.test. A 127.0.0.1\n");
        for (int i = 0; i < DOMAINS; i += REACHABLE) {
            zone.append(domain(i)).append(". MX 10 mail.good.test.\n");
        }
        try (var hop = new SinkServer();
                var dns = DnsWorld.serving(zone.toString());
                var node = TestNode.start(folder, """
                        access: {relay-from: [127.0.0.0/8]}
                        limits: {idle-commands: 100000}
                        relay: {port: %d, refuse-addresses: []}
                        dns: {servers: ["127.0.0.1:%d"]}
                        scan: [{name: rules, type: rules}]
                        """.formatted(hop.address().getPort(), dns.address().getPort()));
                var client = Client.greeted(node.port())) {
            for (int start = 0; start < DOMAINS; start += BATCH) {
                storm(client, start);
            }
            var scrape = Scrape.of(node);
            long series = scrape.text().lines().filter(line -> !line.startsWith("#")).count();
            assertEquals(DOMAINS / REACHABLE, scrape.value("postern_messages_total", "result=\"delivered\""));
            assertTrue(scrape.value("postern_mx_lookups_total") >= DOMAINS);
            assertFalse(scrape.text().contains(".test"), "a domain became a label");
            assertTrue(series < 3_000, () -> series + " series");
            System.out.printf("%d domains: %d series, %d octets%n", DOMAINS, series, scrape.text().length());
        }
    }

    /** The unreachable domains of a batch at once, and then the others with a message each. */
    private static void storm(Client client, int start) {
        var commands = new StringBuilder();
        for (int i = start; i < start + BATCH; i++) {
            if (i % REACHABLE != 0) {
                commands.append("MAIL FROM:<").append(i).append("@sender").append(i).append(".test>\r\nRCPT TO:<x@")
                        .append(domain(i)).append(">\r\nRSET\r\n");
            }
        }
        client.send(commands.toString());
        for (int i = 0; i < BATCH - BATCH / REACHABLE; i++) {
            client.patientReply();
            assertTrue(client.patientReply().startsWith("550"));
            client.patientReply();
        }
        for (int i = start; i < start + BATCH; i += REACHABLE) {
            assertTrue(client.mail("a@sender.test", "x@" + domain(i), "Subject: storm\r\n\r\nx\r\n").startsWith("250"));
        }
    }

    /** Always the same for an {@code i}. */
    private static String domain(int i) {
        return Long.toString(new Random(i).nextLong(Long.MAX_VALUE), 36) + ".test";
    }
}
