package io.postern.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is written down once stays written down, and of several who want it one gets it. */
class MarksTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private Duration later = Duration.ZERO;
    @TempDir
    private Path folder;

    private Marks marks() {
        return new Marks(vertx, folder.resolve("marks"), () -> InstantSource.system().instant().plus(later));
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    private static <T> T get(Future<T> future) {
        return future.await();
    }

    @Test
    void whatIsPutIsThereInItsLastFormForOthersToo() {
        assertEquals(Optional.empty(), get(marks().get("released-1")));
        get(marks().put("released-1", new JsonObject().put("a", 1)));
        get(marks().put("released-1", new JsonObject().put("a", 2)));
        assertEquals(2, get(marks().get("released-1")).orElseThrow().getInteger("a"));
    }

    @Test
    void ofManyWhoClaimOneGetsIt() {
        for (int round = 0; round < 20; round++) {
            var name = "claim-" + round;
            var claims = IntStream.range(0, 8).mapToObj(_ -> marks().claim(name, new JsonObject(), HOUR)).toList();
            get(Future.all(claims));
            assertEquals(1, claims.stream().filter(Future::result).count());
        }
    }

    @Test
    void ofManyWhoFindItStaleOneGetsIt() {
        assertTrue(get(marks().claim("x", new JsonObject(), HOUR)));
        later = HOUR.plusMinutes(1);
        var claims = IntStream.range(0, 8).mapToObj(_ -> marks().claim("x", new JsonObject(), HOUR)).toList();
        get(Future.all(claims));
        // the clock is an hour ahead of the file system's, so that what is claimed anew is stale again at once
        assertTrue(claims.stream().anyMatch(Future::result));
    }

    @Test
    void whatIsGivenBackCanBeClaimed() {
        assertTrue(get(marks().claim("x", new JsonObject(), HOUR)));
        assertFalse(get(marks().claim("x", new JsonObject(), HOUR)));
        get(marks().remove("x"));
        assertTrue(get(marks().claim("x", new JsonObject(), HOUR)));
    }

    @Test
    void whatIsPastItsTimeIsPurgedAndNothingIsLeftLying() throws IOException {
        get(marks().purge(HOUR));
        get(marks().put("old", new JsonObject()));
        get(marks().claim("old", new JsonObject(), HOUR));
        get(marks().purge(HOUR));
        assertTrue(get(marks().get("old")).isPresent());
        later = HOUR.plusMinutes(1);
        get(marks().purge(HOUR));
        try (var files = Files.walk(folder)) {
            assertEquals(List.of(), files.filter(Files::isRegularFile).toList());
        }
    }

    @Test
    void aNameThatIsAPathIsRefused() {
        assertThrows(IOException.class, () -> get(marks().put("../x", new JsonObject())));
    }
}
