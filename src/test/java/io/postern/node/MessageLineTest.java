package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.postern.world.Client;
import io.postern.world.DnsWorld;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The one line of a message: all that a person asks at three in the morning. */
class MessageLineTest {

    @Test
    void tellsWhoWhatWhereAndHowLong(@TempDir Path folder) throws IOException {
        try (var sink = new SinkServer();
                var node = TestNode.towards(folder, sink.address().getPort(), """
                        scan:
                          - {name: first, type: rules}
                          - {name: second, type: rules, block-headers: [{field: Subject, pattern: nothing}]}
                        """);
                var log = new LogLines("line-of@client.test");
                var client = Client.greeted(node.port())) {
            client.ask("EHLO laptop.test");
            client.ask("MAIL FROM:<line-of@client.test>");
            client.ask("RCPT TO:<one@next.test>");
            client.ask("RCPT TO:<two@next.test>");
            client.ask("DATA");
            var reply = client.send("Subject: x\r\n\r\nhello\r\n.\r\n").reply();
            assertTrue(reply.startsWith("250"), reply);
            assertEquals(1, log.lines().size());
            var line = log.lines().getFirst();
            for (var part : List.of("mail-delivered id=", " client=127.0.0.1", " helo=laptop.test", " tls=none",
                    " from=<line-of@client.test>", " to=one@next.test,two@next.test", " rcpts=2", " octets=", " route=next",
                    " verdict=clean", " verdicts=first:clean,second:clean", " hop=127.0.0.1", " hop-address=127.0.0.1",
                    " reply=", " scan-ms=", " dns-ms=", " connect-ms=", " relay-ms=", " ms=")) {
                assertTrue(line.contains(part), () -> part + " in " + line);
            }
            long parts = number(line, "scan-ms") + number(line, "dns-ms") + number(line, "connect-ms") + number(line, "relay-ms");
            assertTrue(parts <= number(line, "ms"), line);
        }
    }

    @Test
    void tellsOnceWhyRecipientsWereRefused(@TempDir Path folder) throws IOException {
        try (var dns = DnsWorld.serving("missing.test. TXT \"no address\"");
                var node = TestNode.start(folder, """
                        dns: {servers: ["127.0.0.1:%d"]}
                        routes: [{name: next, domains: [next.test], via: ["10 gone.missing.test:25"]}]
                        """.formatted(dns.address().getPort()));
                var log = new LogLines("refused-of@client.test");
                var client = Client.greeted(node.port())) {
            client.ask("EHLO laptop.test");
            client.ask("MAIL FROM:<refused-of@client.test>");
            for (var name : List.of("one", "two")) {
                assertTrue(client.ask("RCPT TO:<" + name + "@next.test>").startsWith("451 4.3.5"));
                assertTrue(client.ask("RCPT TO:<" + name + "@elsewhere.test>").startsWith("550 5.7.1"));
            }
            assertEquals(List.of(
                    "mail-deferred client=127.0.0.1 helo=laptop.test from=<refused-of@client.test> to=one@next.test"
                            + " route=next cause=route detail=\"NO_ADDRESS no address for gone.missing.test\"",
                    "mail-rejected client=127.0.0.1 helo=laptop.test from=<refused-of@client.test> to=one@elsewhere.test"
                            + " route=other cause=relay-denied detail=\"\""),
                    log.lines().stream().map(line -> line.replaceAll(" id=\\S+| reply=.*", "")).toList());
            assertEquals(1, Scrape.of(node).value("postern_messages_total", "cause=\"route\""));
        }
    }

    private static long number(String line, String key) {
        var rest = line.substring(line.indexOf(" " + key + "=") + key.length() + 2);
        return Long.parseLong(rest.split(" ")[0]);
    }
}
