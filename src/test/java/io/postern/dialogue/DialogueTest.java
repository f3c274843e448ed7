package io.postern.dialogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.postern.node.TestNode;
import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Client, whole node and next hop speak as the files say; a bug report becomes a file. */
class DialogueTest {

    private static final Path FILES = Path.of("src/test/resources/dialogues");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> dialogues() throws IOException {
        try (var files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".smtp")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString().replace(".smtp", "").replace('-', ' '),
                            file.toUri(), () -> play(file)));
        }
    }

    private void play(Path file) throws IOException {
        var dialogue = Dialogue.read(file);
        var configured = Talk.Place.of(dialogue);
        var place = Files.createDirectory(folder.resolve(file.getFileName().toString()));
        try (var hop = new SinkServer();
                var node = TestNode.towards(place, hop.address().getPort(),
                        configured.listener(), configured.sections())) {
            for (var step : dialogue.of(Dialogue.Who.HOP)) {
                var words = step.text().split(" ", 2);
                hop.reply(words[0], words[1] + "\r\n");
            }
            try (var client = new Client(node.port())) {
                speak(dialogue, client, file);
            }
            compare(dialogue, hop, file);
            compareCommands(dialogue, hop, file);
        }
    }

    private static void speak(Dialogue dialogue, Client client, Path file) {
        var piece = new StringBuilder();
        for (var step : dialogue.steps()) {
            if (step.who() == Dialogue.Who.CLIENT) {
                piece.append(step.text());
            } else if (step.who() == Dialogue.Who.REPLY) {
                client.send(piece.toString());
                piece.setLength(0);
                var reply = client.reply();
                assertTrue(reply.startsWith(step.text()),
                        () -> file + ":" + step.line() + ": expected " + step.text() + ", heard " + reply);
            }
        }
        assertTrue(piece.isEmpty(), () -> file + ": what the client says last is never answered");
    }

    private static void compareCommands(Dialogue dialogue, SinkServer hop, Path file) {
        var heard = hop.commands().iterator();
        for (var step : dialogue.of(Dialogue.Who.RELAYED)) {
            boolean found = false;
            while (!found && heard.hasNext()) {
                found = heard.next().startsWith(step.text());
            }
            assertTrue(found, () -> file + ":" + step.line() + ": the next hop heard " + hop.commands());
        }
    }

    private static void compare(Dialogue dialogue, SinkServer hop, Path file) {
        var expected = dialogue.of(Dialogue.Who.MESSAGE);
        assertEquals(expected.size(), hop.messages().size(), () -> file + ": messages at the next hop " + hop.messages());
        for (int i = 0; i < expected.size(); i++) {
            var message = hop.messages().get(i);
            var step = expected.get(i);
            assertTrue(message.endsWith(step.text()),
                    () -> file + ":" + step.line() + ": the message is " + message);
        }
    }
}
