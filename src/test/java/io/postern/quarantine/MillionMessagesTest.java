package io.postern.quarantine;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import io.postern.quarantine.QuarantineQuery.Field;
import io.postern.smtp.Domain;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A million entries in the index: that they fit into a small heap, that what is asked for is found and counted exactly, and, as a
 * table, what it costs.
 */
@Tag("long")
class MillionMessagesTest {

    private static final int MESSAGES = Integer.getInteger("messages", 1_000_000);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> WORDS = List.of("invoice", "payment", "urgent", "delivery", "account", "statement", "meeting",
            "newsletter", "order", "confirmation", "security", "update", "offer", "winner", "document", "report");

    @TempDir
    private Path folder;
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void plain() throws Exception {
        measure(new Keyring(List.of()));
    }

    @Test
    void sealed() throws Exception {
        measure(new Keyring(List.of(QuarantineStoreContract.KEY)));
    }

    private void measure(Keyring keys) throws Exception {
        var terms = new IndexTerms(keys.derived("terms"), written -> written);
        long began = System.nanoTime();
        try (var index = QuarantineIndex.open(folder, "test", new IndexDocuments(terms, keys.derived("descriptions")), terms)) {
            for (int i = 0; i < MESSAGES; i++) {
                index.add(message(i), 10_000);
            }
            index.commit();
            say("entries %,d, built in %.1f s, heap in use %d MiB, on disk %d MiB", MESSAGES, seconds(began), heapMebi(), diskMebi());
            assertEquals(MESSAGES, index.count());
            assertEquals(MESSAGES * 10_000L, index.octets());
            asked(index);
            long shelf = System.nanoTime();
            assertTrue(index.onShelf(7).size() > MESSAGES / 512);
            say("%-42s %8.2f ms", "ids of one shelf of 256", seconds(shelf) * 1e3);
            long oldest = System.nanoTime();
            assertEquals("m0", index.oldest(500).getFirst().id());
            say("%-42s %8.2f ms", "the oldest 500", seconds(oldest) * 1e3);
            say("heap in use %d MiB after all of it", heapMebi());
        }
    }

    private static void asked(QuarantineIndex index) throws Exception {
        var queries = new LinkedHashMap<String, QuarantineQuery>();
        queries.put("everything", QuarantineQuery.ALL);
        queries.put("one day", QuarantineQuery.ALL.between(Optional.of(BEGIN.plusSeconds(86_400)), Optional.of(BEGIN.plusSeconds(172_800))));
        queries.put("sender address", QuarantineQuery.ALL.with(Field.SENDER, sender(index)));
        queries.put("sender domain", QuarantineQuery.ALL.with(Field.SENDER, "d7.example.net"));
        queries.put("recipient address", QuarantineQuery.ALL.with(Field.RECIPIENT, "r77@example.com"));
        queries.put("route", QuarantineQuery.ALL.with(Field.ROUTE, "own"));
        queries.put("verdict", QuarantineQuery.ALL.with(Field.VERDICT, "quarantine"));
        queries.put("scanner", QuarantineQuery.ALL.with(Field.SCANNER, "antivirus"));
        queries.put("id", QuarantineQuery.words("m" + MESSAGES / 2));
        queries.put("word", QuarantineQuery.words("invoice"));
        queries.put("two beginnings", QuarantineQuery.words("inv pay"));
        queries.put("scanner, route, word, from half on", QuarantineQuery.words("win").with(Field.SCANNER, "antivirus")
                .with(Field.ROUTE, "own").between(Optional.of(BEGIN.plusSeconds(MESSAGES / 2)), Optional.empty()));
        for (var query : queries.entrySet()) {
            asked(index, query.getKey(), query.getValue());
        }
        var page = index.find(QuarantineQuery.ALL, Optional.of(BEGIN.plusSeconds(MESSAGES / 2).toEpochMilli() + ":m" + MESSAGES / 2), 100);
        assertEquals("m" + (MESSAGES / 2 - 1), page.messages().getFirst().id());
        long began = System.nanoTime();
        index.find(QuarantineQuery.ALL, page.next(), 100);
        say("%-42s %8.2f ms", "the next page in the middle", seconds(began) * 1e3);
    }

    private static String sender(QuarantineIndex index) throws Exception {
        return index.find(QuarantineQuery.ALL, Optional.empty(), 1).messages().getFirst().from().mailbox().orElseThrow().toString();
    }

    private static void asked(QuarantineIndex index, String name, QuarantineQuery query) throws Exception {
        long began = System.nanoTime();
        var page = index.find(query, Optional.empty(), 100);
        double first = seconds(began) * 1e3;
        assertTrue(page.total() > 0, name);
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            began = System.nanoTime();
            index.find(query, Optional.empty(), 100);
            best = Math.min(best, seconds(began) * 1e3);
        }
        say("%-42s %8.2f ms at first, then %7.2f ms, of %,d", name, first, best, page.total());
    }

    private QuarantinedMessage message(int i) throws Exception {
        var subject = WORDS.get(random.nextInt(16)) + " " + WORDS.get(random.nextInt(16)) + " " + WORDS.get(random.nextInt(16)) + " " + i;
        return new QuarantinedMessage("m" + i, BEGIN.plusSeconds(i),
                ReversePath.of(new Mailbox("s" + random.nextInt(100_000), new Domain("d" + random.nextInt(5_000) + ".example.net"))),
                List.of(new Mailbox("r" + random.nextInt(20_000), new Domain("example.com"))), MailParameters.NONE, Map.of(),
                InetAddress.ofLiteral("198.51." + random.nextInt(256) + "." + random.nextInt(256)), "client.example.net",
                i % 3 == 0 ? "own" : "hosted", i % 4 == 0 ? "antivirus" : "rules", "quarantine",
                i % 4 == 0 ? "Win.Test.EICAR_HDB-1" : "attachment invoice.exe", subject, 9_000);
    }

    private static double seconds(long beganNanos) {
        return (System.nanoTime() - beganNanos) / 1e9;
    }

    private static long heapMebi() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    private long diskMebi() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum() >> 20;
        }
    }

    private static void say(String format, Object... values) {
        System.out.println("FIGURE " + String.format(format, values));
    }
}
