package io.postern.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

import io.postern.world.Client;
import io.postern.world.DiscardingSink;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Many large messages at once against a small process: each arrives octet for octet, or is put off and then arrives. */
@Tag("long")
class LargeBodiesTest {

    private static final int CLIENTS = 64;
    private static final int BLOCK_OCTETS = 1 << 16;
    /** With the header a little less than 50 MiB, which is the limit. */
    private static final int BLOCKS = 799;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(8).toNanos();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"256MiB, 4GiB", "64MiB, 1GiB"})
    void allArrive(String memory, String disk) throws IOException, InterruptedException, ExecutionException {
        try (var sink = new DiscardingSink();
                var node = ChildNode.start(folder, TestNode.route(sink.port()) + """
                        limits: {body-memory: %s, body-disk: %s}
                        """.formatted(memory, disk))) {
            var putOff = new AtomicInteger();
            var sent = allAtOnce(node, putOff);
            assertTrue(node.isAlive(), node::log);
            assertEquals(sent, sink.checksums());
            node.admin().awaitNothingHeld();
            assertEquals(0, node.admin().metric("postern_internal_errors_total"));
            assertFalse(node.log().contains("OutOfMemory"), node::log);
            System.out.println(CLIENTS + " bodies with " + memory + " and " + disk + ", put off " + putOff + " times");
            assertEquals(0, node.stop(), node::log);
        }
    }

    /** Checksums by reverse-path. */
    private static Map<String, Long> allAtOnce(ChildNode node, AtomicInteger putOff)
            throws InterruptedException, ExecutionException {
        var sent = new HashMap<String, Long>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var pending = new HashMap<String, Future<Long>>();
            for (int i = 0; i < CLIENTS; i++) {
                int seed = i;
                Callable<Long> client = () -> deliver(node, seed, putOff);
                pending.put("client" + i + "@client.test", clients.submit(client));
            }
            for (var each : pending.entrySet()) {
                sent.put(each.getKey(), each.getValue().get());
            }
        }
        return sent;
    }

    /** Comes back until it hears 250; anything else than 452 4.3.1 on the way is a failure. */
    private static long deliver(ChildNode node, int seed, AtomicInteger putOff) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE_NANOS) {
            try (var client = Client.greeted(node.port())) {
                var checksum = new CRC32C();
                var reply = attempt(client, seed, checksum);
                if (reply.startsWith("250")) {
                    return checksum.getValue();
                }
                assertTrue(reply.startsWith("452 4.3.1"), () -> reply + "\n" + node.log());
                putOff.incrementAndGet();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        throw new AssertionError("client " + seed + " lost its patience\n" + node.log());
    }

    private static String attempt(Client client, int seed, CRC32C checksum) {
        client.ask("MAIL FROM:<client" + seed + "@client.test>");
        client.ask("RCPT TO:<b@next.test>");
        var begun = client.ask("DATA");
        if (!begun.startsWith("354")) {
            return begun;
        }
        client.send("Subject: large\r\n\r\n");
        var block = block(seed);
        for (int i = 0; i < BLOCKS; i++) {
            block[0] = (byte) ('a' + i % 26);
            checksum.update(block);
            client.send(block);
        }
        var end = ".\r\n".getBytes(StandardCharsets.US_ASCII);
        checksum.update(end);
        return client.send(end).patientReply();
    }

    /** Lines of 64 octets. */
    private static byte[] block(int seed) {
        var block = new byte[BLOCK_OCTETS];
        var random = new Random(seed);
        for (int i = 0; i < BLOCK_OCTETS; i++) {
            block[i] = switch (i % 64) {
                case 0 -> 'x';
                case 62 -> '\r';
                case 63 -> '\n';
                default -> (byte) random.nextInt(' ', 127);
            };
        }
        return block;
    }
}
