package io.postern;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.postern.admin.AdminActions;
import io.postern.admin.ClusterList;
import io.postern.config.Config;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a digest tells of a day on which very much was kept, one message a millisecond until midnight. */
class DigestContentsTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");
    private static final Config.Digest EVERYBODY = new Config.Digest(LocalTime.MIDNIGHT, ZoneOffset.UTC, Optional.empty(), List.of(),
            Optional.empty(), Duration.ZERO, List.of(), Optional.empty());

    private static final int MOST_OCTETS = 64 << 10;

    /** What other nodes say to each page in turn; nothing after the last. */
    private final Queue<JsonArray> siblings = new ArrayDeque<>();
    private int mostOfAPage = Integer.MAX_VALUE;

    /** Of a node that keeps so many. */
    private DigestContents contents(int kept, IntFunction<JsonObject> message) {
        var node = (AdminActions) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {AdminActions.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "hostname" -> "mx1.test";
                    case "quarantine" -> Future.succeededFuture(page(kept, message, (Optional<?>) arguments[1], (int) arguments[2]));
                    case "siblings" -> Future.succeededFuture(Optional.ofNullable(siblings.poll()).orElseGet(JsonArray::new));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return new DigestContents(EVERYBODY, new ClusterList(node), MOST_OCTETS)
                .between(MIDNIGHT.minus(Duration.ofDays(1)), MIDNIGHT).await();
    }

    private JsonObject page(int kept, IntFunction<JsonObject> message, Optional<?> behind, int most) {
        int first = behind.map(place -> (int) (MIDNIGHT.toEpochMilli() - Long.parseLong(place.toString().split(":")[0]))).orElse(0);
        int end = Math.min(kept, first + Math.min(most, mostOfAPage));
        var page = new JsonObject().put("total", kept).put("messages", new JsonArray(IntStream.range(first, end).mapToObj(message).toList()));
        return end < kept ? page.put("next", "more") : page;
    }

    /** The newest is number 0. */
    private static JsonObject message(int number, String subject, List<String> recipients) {
        return new JsonObject().put("id", "m" + number).put("time", MIDNIGHT.minusMillis(number + 1).toString())
                .put("from", "").put("recipients", new JsonArray(recipients)).put("subject", subject)
                .put("reason", "spam").put("scanner", "rules").put("route", "next");
    }

    @Test
    void manyThousandPagesAreReadToTheLast() {
        mostOfAPage = 2;
        assertEquals(5_000, contents(5_000, number -> message(number, "", List.of("b@next.test"))).count("b@next.test"));
    }

    @Test
    void moreMessagesThanTheHeapHasRoomForAreCounted() {
        var contents = contents(500, number -> message(number, "ä".repeat(500), List.of(number % 10 + "@next.test")));
        long octets = contents.recipients().stream().flatMap(each -> contents.of(each).stream()).mapToLong(DigestMessage::octets).sum();
        assertTrue(octets <= MOST_OCTETS, () -> octets + " octets");
        assertTrue(octets > MOST_OCTETS * 0.9, () -> octets + " octets");
        assertEquals(50, contents.count("0@next.test"));
        assertTrue(contents.of("0@next.test").size() < 50);
        assertEquals(MIDNIGHT.minusMillis(1), contents.of("0@next.test").getFirst().time());
    }

    @Test
    void allRecipientsOfAMessageShareOneRecordOfWhatIsPrinted() {
        var recipients = IntStream.range(0, 1_000).mapToObj(number -> number + "@next.test").toList();
        var contents = contents(1, number -> message(number, "s".repeat(1_000), recipients));
        var one = contents.of("0@next.test").getFirst();
        assertSame(one, contents.of("999@next.test").getFirst());
        assertEquals("s".repeat(120) + "…", one.subject());
        assertEquals("0@next.test, 1@next.test, 2@next.test, 3@next.test, 4@next.test", one.recipients());
    }

    @Test
    void whoGetsVeryMuchTakesNoRoomFromOthers() {
        var contents = contents(300, number -> message(number, "ä".repeat(500), List.of(number < 299 ? "many@next.test" : "few@next.test")));
        assertEquals(299, contents.count("many@next.test"));
        assertEquals(50, contents.of("many@next.test").size());
        assertEquals(1, contents.of("few@next.test").size());
    }

    @Test
    void whoWasSilentOnceMayHaveMoreThanItSaysLater() {
        siblings.add(new JsonArray().add(new JsonObject().put("node", "mx2.test").put("unanswered", "late")));
        siblings.add(new JsonArray().add(new JsonObject().put("node", "mx2.test")
                .put("answer", new JsonObject().put("messages", new JsonArray()).put("total", 0))));
        var contents = contents(150, number -> message(number, "", List.of("b@next.test")));
        assertEquals(0, siblings.size(), "pages");
        assertFalse(contents.isComplete());
        assertEquals("There may be others: not all servers answered.", contents.remark());
    }
}
