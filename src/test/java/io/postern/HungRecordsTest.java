package io.postern;

import java.nio.file.Path;
import java.util.Optional;

import io.postern.node.TestNode;
import io.postern.world.Client;
import io.postern.world.HangingFile;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** A volume of records that hangs holds up those who ask for records, and no mail. */
class HungRecordsTest {

    /** More than Vert.x has workers. */
    private static final int QUESTIONS = 25;
    /** Too large to be looked at without a worker. */
    private static final String LARGE = "Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(10_000);

    @TempDir
    private Path folder;

    @Test
    void recordsThatHangHoldUpNoMail() throws Exception {
        try (var sink = new SinkServer(); var started = TestNode.towards(folder, sink.address().getPort(), """
                scan: [{name: rules, type: rules, eicar: true, on-match: quarantine}]
                """);
                var client = Client.greeted(started.port());
                var _ = new HangingFile(records(started).resolve("audit").resolve("2026-01-01.another.jsonl"));
                var _ = new HangingFile(records(started).resolve("marks").resolve("78").resolve("x.json"))) {
            for (int i = 0; i < QUESTIONS; i++) {
                assertFalse(started.node().audit().read("", Optional.empty(), 1).isComplete());
                assertFalse(started.node().marks().get("x").isComplete());
            }
            assertEquals("250", client.mail("a@client.test", "b@next.test", LARGE).substring(0, 3));
        }
    }

    private static Path records(TestNode started) {
        return started.node().config().handling().records();
    }
}
