package io.postern.scan;

import java.time.Duration;
import java.util.List;

import io.postern.config.Scan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RulesScannerTest {

    private static final Scan.Kind.Rules RULES = new Scan.Kind.Rules(List.of("exe"), List.of(), true);

    private final ScanWorld world = new ScanWorld();
    private final Scanner scanner = new RulesScanner(ScanWorld.scan("rules", RULES, Duration.ofSeconds(1)), RULES);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void judgesSmallBodiesAtOnceAndLargeOnesOnAWorkerAlike() throws Exception {
        var infected = "Subject: x\r\n\r\n" + "..dots\r\n" + Eicar.TEXT + "\r\n";
        for (var filling : new String[] {"", ".line\r\n".repeat(100_000)}) {
            assertEquals(Verdict.Clean.CLEAN, world.verdict(scanner, "Subject: x\r\n\r\n" + filling));
            assertEquals(new Verdict.Quarantine("EICAR test string"), world.verdict(scanner, infected + filling));
            assertEquals(new Verdict.Quarantine("attachment a?.exe"),
                    world.verdict(scanner, "Content-Type: x/y; name=\"A\u00e4.exe\"\r\n\r\n" + filling));
            assertEquals(new Verdict.Unsure("partial"),
                    world.verdict(scanner, "Content-Type: message/partial\r\n\r\n" + filling));
        }
        world.assertAllBodiesReleased();
    }
}
