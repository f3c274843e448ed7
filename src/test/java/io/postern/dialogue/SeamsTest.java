package io.postern.dialogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.postern.node.TestNode;
import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * The answers to a dialogue file are the same however the client's octets are cut and glued: octet by octet, in two at
 * each octet (at a sample of them if they are many), and with all groups after the first in one piece. The files of one
 * configuration share a node; those whose next hop has a part to play are spoken one at a time.
 */
class SeamsTest {

    private static final Path FILES = Path.of("src/test/resources/dialogues");
    private static final int MOST_CUTS = 80;
    private static final int MOST_CUTS_WITH_HOP = 12;
    private static final int AT_ONCE = 16;
    private static final long BETWEEN_NANOS = 300_000;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> seams() throws IOException {
        Map<Talk.Place, List<Path>> alike = new LinkedHashMap<>();
        try (var files = Files.list(FILES)) {
            for (var file : files.filter(name -> name.toString().endsWith(".smtp")).sorted().toList()) {
                if (Talk.of(file).isPlain()) {
                    alike.computeIfAbsent(Talk.of(file).place(), any -> new ArrayList<>()).add(file);
                }
            }
        }
        assertFalse(alike.isEmpty());
        return alike.entrySet().stream().map(group -> DynamicTest.dynamicTest(
                group.getValue().size() + " with " + group.getKey(),
                () -> play(group.getKey(), group.getValue())));
    }

    private void play(Talk.Place configured, List<Path> files) throws Exception {
        var place = Files.createTempDirectory(folder, "node");
        try (var hop = new SinkServer();
                var node = TestNode.towards(place, hop.address().getPort(), configured.listener(), configured.sections());
                var clients = Executors.newFixedThreadPool(AT_ONCE)) {
            var calls = new ArrayList<Callable<Void>>();
            for (var file : files) {
                var talk = Talk.of(file);
                if (talk.script().isEmpty()) {
                    calls.addAll(compare(talk, hop, node.port(), MOST_CUTS));
                }
            }
            for (var done : clients.invokeAll(calls)) {
                done.get();
            }
            for (var file : files) {
                var talk = Talk.of(file);
                if (!talk.script().isEmpty()) {
                    for (var call : compare(talk, hop, node.port(), MOST_CUTS_WITH_HOP)) {
                        call.call();
                    }
                }
            }
        }
    }

    private static List<Callable<Void>> compare(Talk talk, SinkServer hop, int port, int mostCuts) {
        var expected = speak(talk, hop, port, talk.asWritten());
        return talk.manners(mostCuts).stream().<Callable<Void>>map(manner -> () -> {
            assertEquals(expected, speak(talk, hop, port, manner), () -> talk.file() + " sent as " + manner);
            return null;
        }).toList();
    }

    /** Each group is written in its pieces, then as many replies are read as belong to it; ids are left out. */
    private static List<String> speak(Talk talk, SinkServer hop, int port, List<Talk.Group> groups) {
        for (var step : talk.script()) {
            var words = step.split(" ", 2);
            hop.reply(words[0], words[1] + "\r\n");
        }
        var replies = new ArrayList<String>();
        try (var client = new Client(port)) {
            for (var group : groups) {
                write(client, group.pieces());
                for (int i = 0; i < group.replies(); i++) {
                    replies.add(client.reply().replaceAll("Accepted as \\S+", "Accepted"));
                }
            }
        }
        return replies;
    }

    private static void write(Client client, List<String> pieces) {
        try {
            for (var piece : pieces) {
                client.send(piece);
                if (pieces.size() > 1) {
                    // so that the node reads it before the next one comes
                    LockSupport.parkNanos(BETWEEN_NANOS);
                }
            }
        } catch (UncheckedIOException closed) {
            // the replies tell why
        }
    }
}
