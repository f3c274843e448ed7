package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the tests of the way out begin with: two next hops, and a node that is started when they are scripted. */
abstract class TwoHops {

    static final String MESSAGE = "Subject: way out\r\n\r\n" + "0123456789\r\n".repeat(500);

    @TempDir
    Path folder;
    SinkServer first;
    SinkServer second;
    TestNode node;

    @BeforeEach
    void open() throws IOException {
        first = new SinkServer();
        second = new SinkServer();
    }

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
        if (node != null) {
            node.close();
        }
    }

    void start(String sections, String routeOptions, SinkServer... hops) {
        var via = new StringBuilder();
        for (int i = 0; i < hops.length; i++) {
            via.append(i == 0 ? "" : ", ").append("\"%d 127.0.0.1:%d\"".formatted(10 * i + 10, hops[i].address().getPort()));
        }
        node = TestNode.start(folder, """
                routes: [{name: next, domains: [next.test], via: [%s]%s}]
                """.formatted(via, routeOptions) + sections);
    }

    String send() {
        return send(MESSAGE);
    }

    String send(String message) {
        try (var client = Client.greeted(node.port())) {
            return client.mail("a@client.test", "b@next.test", message);
        }
    }

    void assertHears(String expected) {
        assertHears(expected, MESSAGE);
    }

    void assertHears(String expected, String message) {
        var reply = send(message);
        assertTrue(reply.startsWith(expected), reply);
    }

    void script(String command, String reply) {
        switch (reply) {
            case "close" -> first.close(command);
            case "hang" -> first.hang(command);
            default -> first.reply(command, reply + "\r\n");
        }
    }
}
