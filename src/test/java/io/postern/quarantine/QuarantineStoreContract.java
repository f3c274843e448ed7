package io.postern.quarantine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.config.ByteSize;
import io.postern.config.Config;
import io.postern.config.Secret;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.observe.Metrics;
import io.postern.quarantine.QuarantineQuery.Field;
import io.postern.world.SampleBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every store does, wherever the octets lie. */
abstract class QuarantineStoreContract {

    static final String TRACE = "Received: from x by y; now\r\n";
    static final String CONTENT = "Subject: x\r\n\r\n.dot\r\n..\r\n.\r\ncaf\u00e9\r\n";
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final Config.QuarantineKey KEY = key("k1", 1);

    @TempDir
    Path temporary;
    Vertx vertx;
    Context context;
    BodyBudget budget;
    final Metrics metrics = new Metrics();
    private final List<VaultStore> stores = new ArrayList<>();

    /** The same place each time it is asked for in one test, and another in the next. */
    abstract Vault vault(Config.Keeping keeping) throws IOException;

    /** Changes one octet of what is stored, {@code back} from its end. */
    abstract void damage(String id, int back) throws IOException;

    Config.Keeping keeping() {
        return new Config.Keeping(Duration.ofDays(30));
    }

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
        budget = budget(16);
    }

    @AfterEach
    void close() throws Exception {
        for (var store : stores) {
            await(store::close);
        }
        await(vertx::close);
        metrics.close();
        assertEquals(0, budget.memoryOctets(), "every body was released");
    }

    @Test
    void keepsTheMessageAndGivesItBackAsItWas() throws Exception {
        var store = started(keeping());
        for (var content : new String[] {"", CONTENT, ".0123456789\r\n".repeat(20_000)}) {
            var id = "id-" + content.length();
            store(store, id, NOW, content);
            assertEquals(TRACE + content, content(store, id));
            var body = await(() -> store.open(id));
            assertEquals(TRACE.length() + content.length(), body.contentOctets());
            assertEquals(TRACE + content, held(body));
            assertEquals((TRACE + content).split("\n\\.", -1).length - 1, body.traits().lineDots());
            assertTrue(body.traits().endsWithNewline());
            assertEquals(content.contains("\u00e9"), body.eightBit());
            body.release();
        }
    }

    @Test
    void listsNewestFirstPageByPageFindsAndDeletes() throws Exception {
        var store = started(keeping());
        for (int i = 0; i < 5; i++) {
            store(store, "id-" + i, NOW.plusSeconds(i / 2), CONTENT);
        }
        assertEquals(List.of("id-4", "id-2", "id-3", "id-0", "id-1"), listed(store));
        var first = await(() -> store.list(QuarantineQuery.ALL, Optional.empty(), 2));
        assertEquals(5, first.total());
        var second = await(() -> store.list(QuarantineQuery.ALL, first.next(), 2));
        assertEquals(List.of("id-3", "id-0"), ids(second));
        var last = await(() -> store.list(QuarantineQuery.ALL, second.next(), 2));
        assertEquals(List.of("id-1"), ids(last));
        assertEquals(Optional.empty(), last.next());

        assertEquals(QuarantinedMessageTest.message("id-1", NOW).withSubject("x"), await(() -> store.find("id-1")).orElseThrow());
        assertTrue(await(() -> store.delete("id-1")));
        assertFalse(await(() -> store.delete("id-1")));
        assertTrue(await(() -> store.find("id-1")).isEmpty());
        assertInstanceOf(NoSuchFileException.class, assertThrows(IOException.class, () -> await(() -> store.open("id-1"))));
        assertEquals(List.of("id-4", "id-2", "id-3", "id-0"), listed(store));
        eventually(() -> store.count() == 4);
    }

    @Test
    void longDescriptionsMakeShortPagesOfOneMessageAtLeast() throws Exception {
        var store = started(keeping());
        for (var id : List.of("id-1", "id-3", "id-5")) {
            store(store, QuarantinedMessageTest.message(id, NOW, 20_000), CONTENT, Duration.ofMinutes(1));
        }
        store(store, QuarantinedMessageTest.message("id-4", NOW, 5_000), CONTENT, Duration.ofMinutes(1));
        store(store, "id-2", NOW, CONTENT);
        var pages = new ArrayList<List<String>>();
        var next = Optional.<String>empty();
        do {
            var after = next;
            var page = await(() -> store.list(QuarantineQuery.ALL, after, 100));
            assertEquals(5, page.total());
            pages.add(ids(page));
            next = page.next();
        } while (next.isPresent());
        assertEquals(List.of(List.of("id-1"), List.of("id-2"), List.of("id-3"), List.of("id-4"), List.of("id-5")), pages);
    }

    @Test
    void findsByFieldTimeAndWord() throws Exception {
        var store = started(keeping());
        store(store, "id-1", NOW, "Subject: Your Invoice 4711\r\n\r\n");
        store(store, "id-2", NOW.plusSeconds(60), CONTENT);
        assertEquals(List.of("id-1"), found(store, QuarantineQuery.words("inv 47")));
        assertEquals(List.of(), found(store, QuarantineQuery.words("voice")));
        assertEquals(List.of("id-1"), found(store, QuarantineQuery.words("invoice - 4711")));
        assertEquals(List.of(), found(store, QuarantineQuery.words("- ***")), "which is not everything");
        assertEquals(List.of("id-2", "id-1"), found(store, QuarantineQuery.words("U@example.com eicar 192.0.2.1")));
        assertEquals(List.of("id-2"), found(store, QuarantineQuery.ALL.between(Optional.of(NOW.plusSeconds(60)), Optional.empty())));
        assertEquals(List.of("id-1"), found(store, QuarantineQuery.ALL.between(Optional.of(NOW), Optional.of(NOW.plusSeconds(60)))));
        for (var value : List.of("SENDER <>", "RECIPIENT U@Example.com", "RECIPIENT example.com", "ROUTE own", "VERDICT quarantine",
                "SCANNER rules")) {
            var field = Field.valueOf(value.split(" ")[0]);
            var with = QuarantineQuery.ALL.with(field, value.split(" ")[1]);
            assertEquals(List.of("id-2", "id-1"), found(store, with), value);
            assertEquals(List.of("id-1"), found(store, new QuarantineQuery(
                    Optional.empty(), Optional.of(NOW.plusSeconds(1)), with.fields(), List.of("invoice"))), value);
            assertEquals(List.of(), found(store, QuarantineQuery.ALL.with(field, "other")), value);
        }
    }

    @Test
    void aNodeThatStartsLaterOrBesideSeesWhatIsThere() throws Exception {
        var one = started(keeping());
        store(one, "id-1", NOW, CONTENT);
        var two = started(elsewhere(keeping()));
        eventually(() -> two.count() == 1);
        assertEquals(List.of("id-1"), listed(two));
        store(two, "id-2", NOW.plusSeconds(1), CONTENT);
        assertEquals(TRACE + CONTENT, content(one, "id-2"), "known by its id at once");
        await(one::housekeeping);
        assertEquals(List.of("id-2", "id-1"), listed(one));
        assertTrue(await(() -> one.delete("id-1")));
        await(two::housekeeping);
        assertEquals(List.of("id-2"), listed(two));
        eventually(() -> two.count() == 1);
    }

    @Test
    void whatIsPastItsTimeGoesAndThenTheOldestOfTooMuch() throws Exception {
        var plain = keeping();
        var one = started(plain);
        store(one, "late", NOW.minus(Duration.ofDays(30)).minusSeconds(1), CONTENT);
        for (int i = 0; i < 4; i++) {
            store(one, "id-" + i, NOW.plusSeconds(i), ".0123456789\r\n".repeat(10_000));
        }
        var small = started(elsewhere(new Config.Keeping(plain.retention(), Optional.of(new ByteSize(300_000)), plain.keys(),
                Optional.empty())));
        await(small::housekeeping);
        assertEquals(List.of("id-3", "id-2"), listed(small));
        eventually(() -> small.count() == 2);
        assertTrue(await(() -> one.find("late")).isEmpty());
        assertTrue(metrics.scrape().contains("postern_quarantine_removed_total{cause=\"age\"} 1.0"), metrics.scrape());
        assertTrue(metrics.scrape().contains("postern_quarantine_removed_total{cause=\"size\"} 2.0"), metrics.scrape());
    }

    @Test
    void whatIsDamagedIsSaidToBeAndNeverGivenAway() throws Exception {
        var store = started(keeping());
        store(store, "id-1", NOW, CONTENT.repeat(10));
        damage("id-1", 20);
        assertInstanceOf(DamagedMessage.class, assertThrows(IOException.class, () -> await(() -> store.open("id-1"))));
        assertThrows(DamagedMessage.class, () -> content(store, "id-1"));
        store(store, "id-2", NOW, CONTENT);
        damage("id-2", CONTENT.length() + TRACE.length() + 60);
        assertInstanceOf(DamagedMessage.class, assertThrows(IOException.class, () -> await(() -> store.find("id-2"))));
        assertInstanceOf(DamagedMessage.class, assertThrows(IOException.class, () -> await(() -> store.open("id-2"))));
        var other = started(elsewhere(keeping()));
        await(other::housekeeping);
        assertEquals(List.of("id-1"), listed(other), "its description is whole");
        assertTrue(metrics.scrape().contains("postern_alerts_total{kind=\"quarantine-unreadable\"} 1.0"), metrics.scrape());
    }

    @Test
    void keysMayBeAddedAndChanged() throws Exception {
        var plain = new Config.Keeping(Duration.ofDays(30));
        store(started(plain), "id-1", NOW, CONTENT);
        var oneKey = keys(KEY);
        store(started(elsewhere(oneKey)), "id-2", NOW, CONTENT);
        var turned = started(elsewhere(keys(key("k2", 2), KEY)));
        store(turned, "id-3", NOW, CONTENT);
        await(turned::housekeeping);
        assertEquals(new TreeSet<>(List.of("id-1", "id-2", "id-3")), new TreeSet<>(listed(turned)));
        for (var id : listed(turned)) {
            assertEquals(TRACE + CONTENT, content(turned, id));
        }
        var dropped = started(elsewhere(keys(key("k2", 2))));
        await(dropped::housekeeping);
        assertEquals(new TreeSet<>(List.of("id-1", "id-3")), new TreeSet<>(listed(dropped)));
        var missing = assertThrows(IOException.class, () -> await(() -> dropped.open("id-2")));
        assertInstanceOf(KeyMissing.class, missing);
        assertTrue(missing.getMessage().contains("the key k1, which quarantine.keys does not have"), missing.getMessage());
    }

    @Test
    void aKeyThatWasDroppedTooEarlyAndPutBackBringsItsMessagesBack() throws Exception {
        var second = key("k2", 2);
        store(started(elsewhere(keys(KEY))), "id-1", NOW, CONTENT);
        var index = Optional.of(temporary.resolve("index-of-both"));
        for (var keys : List.of(List.of(second), List.of(second, KEY))) {
            var store = started(new Config.Keeping(Duration.ofDays(30), Optional.empty(), keys, index));
            await(store::housekeeping);
            assertEquals(keys.contains(KEY) ? List.of("id-1") : List.of(), listed(store));
            await(store::close);
        }
    }

    @Test
    void aMessageWithoutTimeLeftIsNotKept() throws Exception {
        var store = started(keeping());
        assertThrows(IOException.class, () -> store(store, "id-1", NOW, CONTENT, Duration.ZERO));
        assertTrue(await(() -> store.find("id-1")).isEmpty());
    }

    @Test
    void idsThatCouldLeadElsewhereAreNotThere() throws Exception {
        var store = started(keeping());
        assertThrows(IOException.class, () -> store(store, "../id-2", NOW, CONTENT));
        assertTrue(await(() -> store.find("../id-1")).isEmpty());
        assertFalse(await(() -> store.delete("../quarantine/id-1")));
        assertThrows(IOException.class, () -> await(() -> store.open("../id-1")));
    }

    @Test
    void opensNothingWithoutBudget() throws Exception {
        store(started(keeping()), "id-1", NOW, CONTENT.repeat(10_000));
        var poor = budget(0);
        var store = started(elsewhere(keeping()), poor);
        assertInstanceOf(BudgetExhausted.class, assertThrows(IOException.class, () -> await(() -> store.open("id-1"))));
        assertEquals(0, poor.memoryOctets());
    }

    VaultStore started(Config.Keeping keeping) throws Exception {
        return started(keeping, budget);
    }

    private VaultStore started(Config.Keeping keeping, BodyBudget bodies) throws Exception {
        var store = Quarantines.of(vertx, vault(keeping), keeping, temporary.resolve("index"), bodies, metrics,
                written -> written, () -> NOW, 4);
        stores.add(store);
        await(store::start);
        return store;
    }

    /** As for another node, in another place. */
    VaultStore startedOver(Vault vault) throws Exception {
        var store = Quarantines.of(vertx, vault, elsewhere(keeping()), temporary, budget, metrics, written -> written, () -> NOW, 4);
        stores.add(store);
        await(store::start);
        await(store::housekeeping);
        return store;
    }

    /** As for another node. */
    Config.Keeping elsewhere(Config.Keeping keeping) {
        return new Config.Keeping(keeping.retention(), keeping.retentionSize(), keeping.keys(),
                Optional.of(temporary.resolve("index-" + stores.size())));
    }

    static Config.Keeping keys(Config.QuarantineKey... keys) {
        return new Config.Keeping(Duration.ofDays(30), Optional.empty(), List.of(keys), Optional.empty());
    }

    static Config.QuarantineKey key(String name, int octet) {
        var octets = new byte[32];
        Arrays.fill(octets, (byte) octet);
        return new Config.QuarantineKey(name, new Secret(Base64.getEncoder().encodeToString(octets)));
    }

    void store(VaultStore store, String id, Instant time, String content) throws Exception {
        store(store, id, time, content, Duration.ofMinutes(1));
    }

    void store(VaultStore store, String id, Instant time, String content, Duration within) throws Exception {
        store(store, QuarantinedMessageTest.message(id, time), content, within);
    }

    private void store(VaultStore store, QuarantinedMessage message, String content, Duration within) throws Exception {
        await(() -> {
            var body = SampleBody.of(budget, context, content);
            var trace = Unpooled.copiedBuffer(TRACE, StandardCharsets.ISO_8859_1);
            var stored = store.store(message, body, trace, within);
            body.release();
            trace.release();
            return stored;
        });
    }

    /** Calls on the loop, waits here; a future's failure is thrown as it is. */
    <T> T await(Supplier<Future<T>> call) throws Exception {
        try {
            return Future.<T>future(promise -> context.runOnContext(_ -> call.get().onComplete(promise)))
                    .toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case UncheckedIOException wrapped -> throw wrapped.getCause();
                case Exception cause -> throw cause;
                case Throwable error -> throw new AssertionError(error);
            }
        }
    }

    List<String> listed(VaultStore store) throws Exception {
        return found(store, QuarantineQuery.ALL);
    }

    private List<String> found(VaultStore store, QuarantineQuery query) throws Exception {
        var page = await(() -> store.list(query, Optional.empty(), 100));
        assertEquals(page.messages().size(), page.total());
        return ids(page);
    }

    private static List<String> ids(QuarantinePage page) {
        return page.messages().stream().map(QuarantinedMessage::id).toList();
    }

    String content(VaultStore store, String id) throws Exception {
        try (InputStream content = await(() -> store.content(id))) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String held(Body body) {
        var slices = body.memorySlices().orElseThrow();
        var all = Unpooled.wrappedBuffer(slices.toArray(ByteBuf[]::new));
        var text = all.toString(StandardCharsets.ISO_8859_1);
        all.release();
        return text;
    }

    private BodyBudget budget(long mebi) {
        return new BodyBudget(mebi << 20, mebi << 20, 0, temporary);
    }
}
