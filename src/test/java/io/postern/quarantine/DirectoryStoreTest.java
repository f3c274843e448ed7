package io.postern.quarantine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.config.Config;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.quarantine.QuarantineFolder.Step;
import io.postern.world.SampleBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DirectoryStoreTest {

    private static final String TRACE = "Received: from x by y; now\r\n";
    private static final String CONTENT = "Subject: x\r\n\r\n.dot\r\n..\r\n.\r\ncaf\u00e9\r\n";
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    private Path temporary;
    private Path folder;
    private Vertx vertx;
    private Context context;
    private BodyBudget budget;
    private final List<DirectoryStore> stores = new ArrayList<>();

    @BeforeEach
    void open() {
        folder = temporary.resolve("quarantine");
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
        assertEquals(0, budget.memoryOctets(), "every body was released");
    }

    @Test
    void keepsTheMessageAndGivesItBackAsItWas() throws Exception {
        var store = started(folder, _ -> { });
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
    void listsNewestFirstFindsAndDeletes() throws Exception {
        var store = started(folder, _ -> { });
        for (int i = 0; i < 3; i++) {
            store(store, "id-" + i, NOW.plusSeconds(i), CONTENT);
        }
        assertEquals(List.of("id-2", "id-1", "id-0"), listed(store));
        assertEquals(QuarantinedMessageTest.message("id-1", NOW.plusSeconds(1)).withSubject("x"),
                await(() -> store.find("id-1")).orElseThrow());
        assertTrue(await(() -> store.delete("id-1")));
        assertEquals(false, await(() -> store.delete("id-1")));
        assertTrue(await(() -> store.find("id-1")).isEmpty());
        assertThrows(IOException.class, () -> await(() -> store.open("id-1")));
        assertEquals(2, store.count());
        assertEquals(2, started(folder, _ -> { }).count(), "a store that starts later counts what is there");
    }

    @Test
    void listsOnlyTheNewestWhereMemoryCouldNotHoldAll() throws Exception {
        var store = started(folder, _ -> { });
        for (int i = 0; i < 9; i++) {
            store(store, "id-" + i, NOW, CONTENT);
            Files.setLastModifiedTime(folder.resolve("id-" + i + ".json"), FileTime.from(NOW.plusSeconds(i * 5 % 9)));
        }
        long each = Files.size(folder.resolve("id-0.json"));
        var newest = new QuarantineFolder(folder, _ -> { }).newest(2 * each + 1).stream()
                .map(QuarantinedMessage::id).sorted().toList();
        assertEquals(List.of("id-5", "id-7"), newest);
        assertEquals(9, listed(store).size());
    }

    @Test
    void aCrashAtAnyStepLeavesNothingOrAWholeMessage() throws Exception {
        var images = new ArrayList<Path>();
        store(started(folder, step -> images.add(copyOf(folder, step))), "id-1", NOW, CONTENT);
        assertEquals(Step.values().length, images.size());
        for (var image : images) {
            var store = started(image, _ -> { });
            boolean committed = image.endsWith(Step.DESCRIPTION_RENAMED.name()) || image.endsWith(Step.FOLDER_SYNCED.name());
            assertEquals(committed ? 1 : 0, listed(store).size(), image.toString());
            if (committed) {
                assertEquals(TRACE + CONTENT, content(store, "id-1"));
            }
        }
    }

    @Test
    void aFailureAtAnyStepFailsTheStoreAndLeavesNoFile() throws Exception {
        for (var failing : Step.values()) {
            var store = started(folder, step -> {
                if (step == failing) {
                    throw new UncheckedIOException(new IOException("no space left on device"));
                }
            });
            assertThrows(IOException.class, () -> store(store, "id-1", NOW, CONTENT), failing.name());
            assertEquals(List.of(), files(folder), failing.name());
            assertEquals(0, store.count());
        }
    }

    @Test
    void refusesWhatItCannotKeepAndHarmsNothing() throws Exception {
        var store = started(folder, _ -> { });
        store(store, "id-1", NOW, CONTENT);
        var before = files(folder);
        assertThrows(IOException.class, () -> store(store, "id-1", NOW, "other\r\n"), "twice");
        assertThrows(IOException.class, () -> store(store, "../id-2", NOW, CONTENT), "elsewhere");
        assertEquals(before, files(folder));
        assertEquals(TRACE + CONTENT, content(store, "id-1"));
        assertTrue(await(() -> store.find("../id-1")).isEmpty());
        assertEquals(false, await(() -> store.delete("../quarantine/id-1")));
    }

    @Test
    void aFolderThatCannotBeWrittenFails() throws Exception {
        Files.writeString(folder, "a file stands where the folder should be");
        var store = store(folder, _ -> { });
        assertThrows(IOException.class, () -> await(store::start));
        assertThrows(IOException.class, () -> store(store, "id-1", NOW, CONTENT));
    }

    @Test
    void clearsAwayOldLeftoversAndWhatIsPastItsRetention() throws Exception {
        Files.createDirectories(folder);
        for (var name : new String[] {"a.eml", "b.eml.tmp", "c.json.tmp", "young.eml", "young.eml.tmp", "readme.txt"}) {
            Files.writeString(folder.resolve(name), "x");
            var age = Duration.ofMinutes(name.startsWith("young") ? 59 : 61);
            Files.setLastModifiedTime(folder.resolve(name), FileTime.from(NOW.minus(age)));
        }
        var store = started(folder, _ -> { });
        assertEquals(List.of("readme.txt", "young.eml", "young.eml.tmp"), files(folder));
        store(store, "old", NOW.minus(Duration.ofDays(30)).minusSeconds(1), CONTENT);
        store(store, "new", NOW.minus(Duration.ofDays(30)), CONTENT);
        await(store::purge);
        assertEquals(List.of("new"), listed(store));
        assertEquals(1, store.count());
    }

    @Test
    void opensNothingWithoutBudget() throws Exception {
        store(started(folder, _ -> { }), "id-1", NOW, CONTENT.repeat(10_000));
        var poor = budget(0);
        var store = new DirectoryStore(vertx, config(folder), poor, written -> written);
        stores.add(store);
        assertInstanceOf(BudgetExhausted.class, assertThrows(IOException.class, () -> await(() -> store.open("id-1"))));
        assertEquals(0, poor.memoryOctets());
    }

    private DirectoryStore started(Path path, Consumer<Step> afterStep) throws Exception {
        var store = store(path, afterStep);
        await(store::start);
        return store;
    }

    private DirectoryStore store(Path path, Consumer<Step> afterStep) {
        var store = new DirectoryStore(vertx, config(path), budget, written -> written, () -> NOW, afterStep);
        stores.add(store);
        return store;
    }

    private void store(DirectoryStore store, String id, Instant time, String content) throws Exception {
        await(() -> {
            var body = SampleBody.of(budget, context, content);
            var trace = Unpooled.copiedBuffer(TRACE, StandardCharsets.ISO_8859_1);
            var stored = store.store(QuarantinedMessageTest.message(id, time), body, trace, Duration.ofMinutes(1));
            body.release();
            trace.release();
            return stored;
        });
    }

    /** Calls on the loop, waits here; a future's failure is thrown as it is. */
    private <T> T await(Supplier<Future<T>> call) throws Exception {
        try {
            return Future.<T>future(promise -> context.runOnContext(_ -> call.get().onComplete(promise)))
                    .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case UncheckedIOException wrapped -> throw wrapped.getCause();
                case Exception cause -> throw cause;
                case Throwable error -> throw new AssertionError(error);
            }
        }
    }

    private List<String> listed(DirectoryStore store) throws Exception {
        return await(() -> store.list(QuarantineQuery.ALL, Optional.empty(), 100)).messages().stream()
                .map(QuarantinedMessage::id).toList();
    }

    private String content(DirectoryStore store, String id) throws Exception {
        try (var content = await(() -> store.content(id))) {
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

    private static Config.Quarantine config(Path path) {
        return new Config.Quarantine(path, Duration.ofDays(30));
    }

    private BodyBudget budget(long mebi) {
        return new BodyBudget(mebi << 20, mebi << 20, 0, temporary);
    }

    private Path copyOf(Path source, Step step) {
        var image = temporary.resolve(step.name());
        try {
            Files.createDirectory(image);
            for (var name : files(source)) {
                Files.copy(source.resolve(name), image.resolve(name));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return image;
    }

    private static List<String> files(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
