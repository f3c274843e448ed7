package io.postern.admin;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.postern.quarantine.QuarantineQuery;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pages of a list of several nodes, which are lists here, each of which tells at most so many at a time. */
class ClusterListTest {

    private static final String OWN = "mx1.test";
    private static final Comparator<Kept> ORDER = Comparator.comparing(Kept::millis).reversed().thenComparing(Kept::id);

    private record Kept(long millis, String id) {
    }

    private record Store(int atOnce, List<Kept> kept) {

        /** As a node answers that is asked {@code after} a message. */
        JsonObject page(Optional<String> after, int limit) {
            var place = after.map(text -> new Kept(Long.parseLong(text.split(":")[0]), text.split(":")[1]));
            var left = kept.stream().sorted(ORDER).filter(each -> place.isEmpty() || ORDER.compare(each, place.get()) > 0).toList();
            var told = left.subList(0, Math.min(left.size(), Math.min(limit, atOnce)));
            var page = new JsonObject().put("total", kept.size()).put("messages", new JsonArray(told.stream().map(each ->
                    new JsonObject().put("id", each.id()).put("time", Instant.ofEpochMilli(each.millis()).toString())).toList()));
            return told.size() == left.size() ? page : page.put("next", told.getLast().millis() + ":" + told.getLast().id());
        }
    }

    private final Map<String, Store> stores = new LinkedHashMap<>();

    /** {@code every}: how many messages have the same time. */
    private void store(String name, int atOnce, int messages, int every) {
        var kept = new ArrayList<Kept>();
        for (int i = 0; i < messages; i++) {
            kept.add(new Kept(1_780_000_000_000L + i / every * every, name.replace('.', '-') + "-" + i));
        }
        stores.put(name, new Store(atOnce, kept));
    }

    private List<JsonObject> pages(int limit) {
        var list = new ClusterList((AdminActions) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {AdminActions.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "hostname" -> OWN;
                    case "quarantine" -> {
                        @SuppressWarnings("unchecked")
                        var after = (Optional<String>) arguments[1];
                        yield Future.succeededFuture(stores.get(OWN).page(after, (Integer) arguments[2]));
                    }
                    case "siblings" -> Future.succeededFuture(siblings((String) arguments[0]));
                    default -> throw new AssertionError(method);
                }));
        var pages = new ArrayList<JsonObject>();
        for (var next = Optional.<String>empty(); pages.isEmpty() || next.isPresent();
                next = Optional.ofNullable(pages.getLast().getString("next"))) {
            pages.add(list.list(QuarantineQuery.ALL, next, limit).result());
            assertEquals("[]", pages.getLast().getJsonArray("unanswered").encode());
            assertTrue(pages.size() <= 1_000, "there is an end");
        }
        return pages;
    }

    private JsonArray siblings(String uri) {
        var parameters = new QueryStringDecoder(uri).parameters();
        int limit = Integer.parseInt(parameters.get("limit").getFirst());
        var answers = new JsonArray();
        stores.forEach((name, store) -> {
            if (!name.equals(OWN)) {
                answers.add(limit > QuarantineResource.MOST ? new JsonObject().put("node", name).put("unanswered", "HTTP 400")
                        : new JsonObject().put("node", name).put("answer",
                                store.page(Optional.ofNullable(parameters.get("after")).map(List::getFirst), limit)));
            }
        });
        return answers;
    }

    private List<Kept> kept() {
        return stores.values().stream().flatMap(store -> store.kept().stream()).distinct().sorted(ORDER).toList();
    }

    private static List<Kept> told(List<JsonObject> pages) {
        return pages.stream().flatMap(page -> page.getJsonArray("messages").stream()).map(JsonObject.class::cast)
                .map(each -> new Kept(Instant.parse(each.getString("time")).toEpochMilli(), each.getString("id"))).toList();
    }

    @ParameterizedTest
    @CsvSource({"1, 1000, 3, 1", "1, 1, 3, 1", "2, 1, 3, 4", "100, 7, 1000, 40", "100, 1000, 1000, 1", "10, 3, 5, 5"})
    void eachIsToldOnceAndInOrderHoweverFewANodeTellsAtOnce(int limit, int ownAtOnce, int otherAtOnce, int every) {
        store(OWN, ownAtOnce, 50, every);
        store("mx2.test", otherAtOnce, 80, every);
        store("mx3.test", 1_000, 1, every);
        var pages = pages(limit);
        assertEquals(kept(), told(pages));
        pages.forEach(page -> assertEquals(131, page.getInteger("total")));
    }

    @Test
    void whatTwoNodesTellIsOneMessageInAStoreThatTheyShare() {
        store(OWN, 1_000, 50, 3);
        stores.put("mx2.test", new Store(7, stores.get(OWN).kept()));
        var pages = pages(10);
        assertEquals(kept(), told(pages));
        pages.forEach(page -> assertEquals(50, page.getInteger("total")));
    }

    @Test
    void pagesOfTheLargestSizeLackNoNode() {
        store(OWN, 1_000, 1_500, 700);
        store("mx2.test", 1_000, 1_500, 700);
        assertEquals(kept(), told(pages(QuarantineResource.MOST)));
    }
}
