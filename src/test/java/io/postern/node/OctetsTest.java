package io.postern.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Octets in are octets out, below one trace header, through a whole node; and nothing of them stays behind. */
class OctetsTest {

    private static final String RECEIVED = "Received: [^\r\n]*\r\n(\t[^\r\n]*\r\n)*";
    private static final String HEADER = "Subject: octets\r\n\r\n";

    @TempDir
    private Path folder;
    private SinkServer sink;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        node = TestNode.towards(folder, sink.address().getPort(), """
                limits: {body-memory: 1MiB, body-spill-threshold: 64KiB, body-disk: 4MiB, message-size: 4MiB}
                """);
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        admin.awaitNothingHeld();
        assertEquals(0, admin.metric("postern_internal_errors_total"));
        admin.close();
        node.close();
        sink.close();
    }

    static Stream<Arguments> wireForms() {
        return Stream.of(
                arguments("nothing at all", ""),
                arguments("no body", HEADER),
                arguments("no header", "\r\nbody\r\n"),
                arguments("an empty line at the end", HEADER + "a\r\n\r\n"),
                arguments("only dots", HEADER + "..\r\n...\r\n....\r\n"),
                arguments("dots at line starts", HEADER + "..a\r\n...b\r\n.. \r\na.\r\n..\r\n"),
                arguments("a dot and a space", HEADER + ".. \r\n"),
                arguments("every octet but CR and LF", HEADER + everyOctet() + "\r\n"),
                arguments("8-bit at line starts", HEADER + "\u00e4\r\n\u00ff\r\n..\u0080\r\n"),
                arguments("a line of 100 kB", HEADER + "x".repeat(100_000) + "\r\n"),
                arguments("a line of 100 kB of dots", HEADER + ".." + ".".repeat(100_000) + "\r\n"),
                arguments("twenty thousand lines of a dot", HEADER + "..\r\n".repeat(20_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wireForms")
    void wireFormIsKept(String name, String wireForm) {
        try (var client = Client.greeted(node.port())) {
            passes(client, wireForm);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4 << 10, 64 << 10, 512 << 10, 1 << 20, 3 << 20})
    void sizesAroundThresholdsAreKept(int size) {
        try (var client = Client.greeted(node.port())) {
            for (int octets : new int[] {size - 3, size - 1, size, size + 1}) {
                passes(client, noise(octets));
            }
        }
    }

    @Test
    void messageCutAnywhereIsKept() {
        var whole = HEADER + "..a\r\n\u00fc\r\n..\r\n\r\n.\r\n";
        var wireForm = whole.substring(0, whole.length() - 3);
        try (var client = Client.greeted(node.port())) {
            for (int cut = 1; cut < whole.length(); cut++) {
                begin(client);
                client.send(whole.substring(0, cut));
                admin.get("/health/live"); // a moment for the first part to arrive on its own
                assertEquals("250", client.send(whole.substring(cut)).reply().substring(0, 3));
                assertArrived(wireForm);
            }
        }
    }

    @Test
    void singleOctetsAreKept() {
        var wireForm = noise(2048);
        try (var client = Client.greeted(node.port())) {
            begin(client);
            for (char octet : (wireForm + ".\r\n").toCharArray()) {
                client.send(String.valueOf(octet));
            }
            assertEquals("250", client.reply().substring(0, 3));
            assertArrived(wireForm);
        }
    }

    @Test
    void messagesGluedTogetherAreKept() {
        var commands = "MAIL FROM:<a@client.test>\r\nRCPT TO:<b@next.test>\r\nDATA\r\n";
        try (var client = Client.greeted(node.port())) {
            client.send((commands + "..1\r\n.\r\n" + commands + "2\r\n.\r\n"));
            for (int code : new int[] {250, 250, 354, 250, 250, 250, 354, 250}) {
                assertEquals(String.valueOf(code), client.reply().substring(0, 3));
            }
            assertEquals(2, sink.messages().size());
            assertTrue(sink.messages().getFirst().endsWith("\r\n..1\r\n"));
            assertTrue(sink.messages().getLast().endsWith("\r\n2\r\n"));
        }
    }

    @Test
    void largeBodyWaitsOnDisk() {
        var taken = new CountDownLatch(1);
        sink.hold("DOT", "250 2.0.0 taken\r\n", taken);
        var wireForm = noise(3 << 20);
        try (var client = Client.greeted(node.port())) {
            begin(client);
            client.send(wireForm + ".\r\n");
            eventually(() -> sink.messages().size() == 1);
            assertTrue(admin.heldOnDisk() > 2 << 20, "held on disk");
            assertTrue(admin.heldInMemory() <= 1 << 20, "held in memory");
            taken.countDown();
            assertEquals("250", client.reply().substring(0, 3));
            assertArrived(wireForm);
        }
    }

    @Test
    void withoutRoomInMemoryAndOnDiskMailIsPutOff() {
        var taken = new CountDownLatch(1);
        sink.hold("DOT", "250 2.0.0 taken\r\n", taken);
        try (var first = Client.greeted(node.port()); var second = Client.greeted(node.port())) {
            begin(first);
            first.send(noise(3 << 20) + ".\r\n");
            eventually(() -> sink.messages().size() == 1);
            assertEquals("452 4.3.1", second.mail("a@client.test", "b@next.test", noise(3 << 20)).substring(0, 9));
            assertTrue(second.mail("a@client.test", "b@next.test", "small\r\n").startsWith("250"), "room for a small one");
            taken.countDown();
            assertEquals("250", first.reply().substring(0, 3));
            admin.awaitNothingHeld();
            passes(second, noise(3 << 20));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 200_000, 2 << 20})
    void clientThatLeavesTakesItsBodyWithIt(int octets) {
        try (var client = Client.greeted(node.port())) {
            begin(client);
            client.send(noise(octets));
        }
        admin.awaitNothingHeld();
        assertTrue(sink.messages().isEmpty());
    }

    private void passes(Client client, String wireForm) {
        var reply = client.mail("a@client.test", "b@next.test", wireForm);
        assertTrue(reply.startsWith("250 2.0.0 "), reply);
        assertArrived(wireForm);
    }

    static void begin(Client client) {
        client.ask("MAIL FROM:<a@client.test>");
        client.ask("RCPT TO:<b@next.test>");
        assertEquals("354", client.ask("DATA").substring(0, 3));
    }

    private void assertArrived(String wireForm) {
        var arrived = sink.messages().getLast();
        int head = Math.max(0, arrived.length() - wireForm.length());
        assertTrue(arrived.substring(head).equals(wireForm), "octets differ");
        assertTrue(arrived.substring(0, head).matches(RECEIVED), arrived.substring(0, Math.min(head, 500)));
    }

    private static String everyOctet() {
        var text = new StringBuilder();
        IntStream.range(0, 256).filter(octet -> octet != '\r' && octet != '\n').forEach(octet -> text.append((char) octet));
        return text.toString();
    }

    /** So many octets in wire form, of lines of any length and octets of any value, dots at their starts among them. */
    private static String noise(int octets) {
        if (octets < HEADER.length() + 2) {
            return "";
        }
        var random = new Random(octets);
        var noise = new byte[octets];
        random.nextBytes(noise);
        var header = HEADER.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(header, 0, noise, 0, header.length);
        for (int i = header.length; i < octets; i++) {
            noise[i] = noise[i] == '\r' || noise[i] == '\n' || noise[i] == '.' ? (byte) 'x' : noise[i];
        }
        for (int i = header.length + 1 + random.nextInt(300); i < octets - 6; i += 5 + random.nextInt(300)) {
            noise[i] = '\r';
            noise[i + 1] = '\n';
            noise[i + 2] = '.';
            noise[i + 3] = '.';
        }
        noise[octets - 2] = '\r';
        noise[octets - 1] = '\n';
        return new String(noise, StandardCharsets.ISO_8859_1);
    }
}
