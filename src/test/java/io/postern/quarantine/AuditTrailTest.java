package io.postern.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Lines are appended, found newest first, and outlast torn ones. */
class AuditTrailTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private Instant now = NOON;
    @TempDir
    private Path folder;

    private AuditTrail trail(String node) {
        return new AuditTrail(vertx, folder, node, Duration.ofDays(30), () -> now);
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    private void append(String node, Instant time, String id) {
        trail(node).append(new AuditEntry(time, node, "alice", "192.0.2.1", "release", id, "done", "to \"b\"\n")).await();
    }

    private List<String> ids(String id, Optional<Instant> until, int most) {
        return trail("any").read(id, until, most).await().stream().map(AuditEntry::id).toList();
    }

    @Test
    void newestFirstOverDaysAndNodesInPages() {
        append("mx1", NOON.minus(Duration.ofDays(1)), "a");
        append("mx1", NOON, "b");
        append("mx2", NOON.plusSeconds(1), "c");
        append("mx1", NOON.plusSeconds(2), "d");
        assertEquals(List.of("d", "c", "b", "a"), ids("", Optional.empty(), 10));
        assertEquals(List.of("d", "c"), ids("", Optional.empty(), 2));
        assertEquals(List.of("b", "a"), ids("", Optional.of(NOON.plusSeconds(1)), 2));
        assertEquals(List.of("b"), ids("b", Optional.empty(), 10));
    }

    @Test
    void aTornLineSpoilsNoOther() throws IOException {
        append("mx1", NOON, "a");
        Files.writeString(folder.resolve("2026-03-01.mx1.jsonl"), "{\"time\":\"2026-", StandardOpenOption.APPEND);
        append("mx1", NOON.plusSeconds(1), "b");
        assertEquals(List.of("b", "a"), ids("", Optional.empty(), 10));
    }

    @Test
    void daysPastTheirTimeAreDeleted() {
        append("mx1", NOON.minus(Duration.ofDays(40)), "old");
        append("mx1", NOON.minus(Duration.ofDays(20)), "young");
        append("mx1", NOON, "new");
        assertEquals(List.of("new", "young"), ids("", Optional.empty(), 10));
    }
}
