package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a session costs that only waits. Prints the figures, and leaves the classes in target/idle-sessions-histogram.txt:
 * {@code mvn -o test -Dtest=IdleSessionsTest -Dexcluded.tags=}
 */
@Tag("long")
class IdleSessionsTest {

    private static final int SESSIONS = 10_000;
    private static final long HEAP_GOAL = 10 << 10;
    private static final long RESIDENT_GOAL = 25 << 10;

    @TempDir
    private Path folder;

    @Test
    void tenThousandIdleSessionsAreCheap() throws IOException, InterruptedException {
        try (var node = ChildNode.start(folder, "limits: {sessions: 20000, sessions-per-client: 20000}\n")) {
            try (var warm = new ManyClients(node.port())) {
                warm.open(1_000, "EHLO client.test", "MAIL FROM:<a@client.test>", "RSET");
            }
            eventually(() -> sessions(node) == 0);
            var before = node.footprint();
            try (var clients = new ManyClients(node.port())) {
                clients.open(SESSIONS, "EHLO client.test");
                eventually(() -> sessions(node) == SESSIONS);
                var after = node.footprint();
                long heap = (after.heapOctets() - before.heapOctets()) / SESSIONS;
                long resident = (after.residentOctets() - before.residentOctets()) / SESSIONS;
                System.out.println("idle session: heap " + heap + " octets, resident " + resident + " octets; node before "
                        + before + ", with " + SESSIONS + " sessions " + after);
                Files.writeString(Path.of("target", "idle-sessions-histogram.txt"), node.histogram());
                assertTrue(heap <= HEAP_GOAL, "heap " + heap);
                assertTrue(resident <= RESIDENT_GOAL, "resident " + resident);
            }
            eventually(() -> sessions(node) == 0);
        }
    }

    private static int sessions(ChildNode node) {
        return node.admin().json("/api/v1/node").getInteger("sessions");
    }
}
