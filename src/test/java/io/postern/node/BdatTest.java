package io.postern.node;

import java.io.IOException;
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

/** What comes in chunks (RFC 3030) goes out octet for octet, and nothing of it stays behind. */
class BdatTest {

    private static final String RECEIVED = "Received: [^\r\n]*\r\n(\t[^\r\n]*\r\n)*";
    private static final String HEADER = "Subject: octets\r\n\r\n";
    private static final String ENVELOPE = "MAIL FROM:<a@client.test>\r\nRCPT TO:<b@next.test>\r\n";

    @TempDir
    private Path folder;
    private SinkServer sink;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        node = TestNode.towards(folder, sink.address().getPort(), """
                limits: {body-memory: 256KiB, body-spill-threshold: 16KiB, body-disk: 512KiB, message-size: 512KiB}
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

    static Stream<Arguments> contents() {
        return Stream.of(
                arguments("nothing at all", ""),
                arguments("no body", HEADER),
                arguments("no header", "\r\nbody\r\n"),
                arguments("no newline at the end", HEADER + "text"),
                arguments("an empty line at the end", HEADER + "a\r\n\r\n"),
                arguments("the terminator of DATA", HEADER + "\r\n.\r\nQUIT\r\n.\r\n"),
                arguments("dots at line starts", HEADER + ".a\r\n..b\r\n. \r\na.\r\n."),
                arguments("every octet but CR and LF", HEADER + everyOctet() + "\r\n"),
                arguments("8-bit at line starts", HEADER + "\u00e4\r\n\u00ff\r\n.\u0080\r\n"),
                arguments("a long line", HEADER + "x".repeat(20_000)),
                arguments("many lines of a dot", HEADER + ".\r\n".repeat(5_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contents")
    void contentIsKept(String name, String content) {
        try (var client = Client.greeted(node.port())) {
            passes(client, content, content.length());
            passes(client, content, 1 + content.length() / 3);
            passes(client, content, 1 + content.length() / 7);
        }
    }

    @Test
    void chunksOfOneOctetAreKept() {
        try (var client = Client.greeted(node.port())) {
            passes(client, HEADER + ".a\r\n\u00fc\r\n.\r\n.", 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16 << 10, 200 << 10})
    void largeContentIsKept(int size) {
        try (var client = Client.greeted(node.port())) {
            passes(client, noise(size), 50_000);
            passes(client, noise(size + 1), size + 1);
        }
    }

    @Test
    void everyCutOfTheStreamIsTheSame() {
        var content = HEADER + ".a\r\n\u00fc\r\n.";
        var whole = "BDAT " + 9 + "\r\n" + content.substring(0, 9)
                + "BDAT " + (content.length() - 9) + " LAST\r\n" + content.substring(9);
        try (var client = Client.greeted(node.port())) {
            for (int cut = 1; cut < whole.length(); cut++) {
                client.send(ENVELOPE);
                expect(client, "250", "250");
                client.send(whole.substring(0, cut));
                admin.get("/health/live"); // a moment for the first part to arrive on its own
                client.send(whole.substring(cut));
                expect(client, "250", "250");
                assertArrived(content);
            }
        }
    }

    /** Within a chunk, between chunks, in a chunk that is refused, and before its first octet. */
    @ParameterizedTest
    @ValueSource(strings = {ENVELOPE + "BDAT 1000\r\nhalf a", ENVELOPE + "BDAT 4\r\nhalf", ENVELOPE + "BDAT 4\r\nhalfBDAT 4 LAST\r\n",
        "NOOP\r\nBDAT 1000 LAST\r\nhalf a", ENVELOPE + "BDAT 1000000\r\nhalf", ENVELOPE + "BDAT 99999999\r\nhalf"})
    void clientThatLeavesTakesItsBodyWithIt(String said) {
        try (var client = Client.greeted(node.port())) {
            client.send(said);
            client.reply();
        }
        admin.awaitNothingHeld();
        assertTrue(sink.messages().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET", "EHLO client.test", "DATA"})
    void whatEndsTheTransactionLetsItsBodyGo(String command) {
        try (var client = Client.greeted(node.port())) {
            client.send(ENVELOPE + "BDAT 40000\r\n" + "x".repeat(40_000));
            expect(client, "250", "250", "250");
            assertTrue(admin.heldInMemory() + admin.heldOnDisk() >= 40_000, "held");
            client.ask(command);
            admin.awaitNothingHeld();
            client.ask("RSET");
            passes(client, HEADER, 5);
        }
    }

    @Test
    void withoutRoomTheChunkIsReadAndPutOff() {
        var taken = new CountDownLatch(1);
        sink.hold("DOT", "250 2.0.0 taken\r\n", taken);
        try (var first = Client.greeted(node.port()); var second = Client.greeted(node.port())) {
            first.send(ENVELOPE);
            expect(first, "250", "250");
            first.send(bdat(noise(400 << 10), " LAST"));
            eventually(() -> sink.messages().size() == 1);
            second.send(ENVELOPE);
            expect(second, "250", "250");
            second.send(bdat(noise(400 << 10), "") + bdat("QUIT\r\n", " LAST") + "RSET\r\n");
            expect(second, "452 4.3.1", "503 5.5.1", "250");
            passes(second, HEADER + "small\r\n", 10);
            taken.countDown();
            expect(first, "250");
        }
    }

    @Test
    void whatIsFarOverTheLimitIsNotReadToItsEnd() {
        try (var client = Client.greeted(node.port())) {
            client.send(ENVELOPE + "BDAT 999999999999999999\r\n" + "x".repeat((2 << 20) + 1));
            expect(client, "250", "250", "552 5.3.4", "closed");
        }
    }

    private void passes(Client client, String content, int chunk) {
        client.send(ENVELOPE);
        expect(client, "250", "250");
        var stream = new StringBuilder();
        int chunks = 0;
        for (int at = 0; at + chunk < content.length(); at += chunk, chunks++) {
            stream.append(bdat(content.substring(at, at + chunk), ""));
        }
        stream.append(bdat(content.substring(chunks * chunk), " LAST"));
        client.send(stream.toString());
        for (int i = 0; i < chunks; i++) {
            expect(client, "250 2.0.0 Chunk");
        }
        expect(client, "250 2.0.0 Accepted");
        assertArrived(content);
    }

    private static String bdat(String octets, String last) {
        return "BDAT " + octets.length() + last + "\r\n" + octets;
    }

    private static void expect(Client client, String... replies) {
        for (var expected : replies) {
            var reply = client.reply();
            assertTrue(reply.startsWith(expected), () -> "expected " + expected + ", heard " + reply);
        }
    }

    /** In the wire form of DATA (RFC 5321 §4.5.2), which must end with a newline. */
    private void assertArrived(String content) {
        var arrived = sink.messages().getLast();
        var whole = content.isEmpty() || content.endsWith("\r\n") ? content : content + "\r\n";
        var wireForm = ("\r\n" + whole).replace("\r\n.", "\r\n..").substring(2);
        int head = Math.max(0, arrived.length() - wireForm.length());
        assertTrue(arrived.substring(head).equals(wireForm), "octets differ");
        assertTrue(arrived.substring(0, head).matches(RECEIVED), arrived.substring(0, Math.min(head, 500)));
    }

    private static String everyOctet() {
        var text = new StringBuilder();
        IntStream.range(0, 256).filter(octet -> octet != '\r' && octet != '\n').forEach(octet -> text.append((char) octet));
        return text.toString();
    }

    /** Lines of any length and octets of any value, dots at their starts among them, and no newline at the end. */
    private static String noise(int octets) {
        var random = new Random(octets);
        var noise = new StringBuilder(HEADER);
        while (noise.length() < octets) {
            int line = random.nextInt(300);
            for (int i = 0; i < line; i++) {
                int octet = random.nextInt(256);
                noise.append(octet == '\r' || octet == '\n' ? 'x' : (char) octet);
            }
            noise.append(random.nextBoolean() ? "\r\n." : "\r\n");
        }
        noise.setLength(octets - 1);
        return noise.append('x').toString().replaceAll("\r(?!\n)", "x");
    }
}
