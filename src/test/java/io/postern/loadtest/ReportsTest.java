package io.postern.loadtest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.postern.smtp.Reply;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One run with hostile texts in every place that others can write to. */
class ReportsTest {

    private static final String HOSTILE = "<script>alert(\"1\")</script> & 'x'\u001b[31m";

    private static Run run() {
        var tally = new LoadTally(Duration.ZERO);
        for (int i = 0; i < 100; i++) {
            tally.due(new MessageId(i), i % 50 == 49);
            if (i < 98) {
                tally.acknowledged(new MessageId(i), "node " + HOSTILE, 0, i * 1_000_000L, 4096);
            }
        }
        tally.refused(new MessageId(98), Reply.of(550, "5.7.1", HOSTILE));
        tally.trouble(HOSTILE, HOSTILE);
        tally.moment(3, 4);
        var report = tally.report();
        var arrived = new Copies();
        report.acknowledged().forEach(arrived::add);
        var usages = List.of(new Usage(Duration.ZERO, 0, Duration.ZERO, 100 << 20, OptionalLong.of(20 << 20)),
                new Usage(Duration.ofSeconds(1), 98, Duration.ofMillis(49), 110 << 20, OptionalLong.of(30 << 20)));
        return new Run(HOSTILE, "loadtest --title " + HOSTILE, report,
                Optional.of(report.ledger(Fate.QUARANTINED, arrived, new Copies(), new MessageIds())),
                List.of(new WatchedUse("node " + HOSTILE, usages.getFirst(), usages)),
                List.of(new Run.Mark(Duration.ofMillis(500), "kill " + HOSTILE)));
    }

    @Test
    void thePageHoldsNoMarkupOfOthersAndNeedsNothingElse() {
        var page = HtmlReport.of(run());
        assertFalse(page.contains("<script"), "markup of others");
        assertFalse(page.contains("\u001b"), "control characters of others");
        assertTrue(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;"));
        for (var reference : List.of("http://", "https://", "src=", "href=", "@import", "url(")) {
            assertFalse(page.contains(reference), reference);
        }
    }

    @Test
    void thePageShowsWhatWasMeasured() {
        var page = HtmlReport.of(run());
        for (var part : List.of("Latency", "Throughput", "Errors by code", "550 5.7.1", "Resident memory", "Ledger", "<svg", "polyline")) {
            assertTrue(page.contains(part), part);
        }
        assertFalse(page.contains("NaN") || page.contains("Infinity"), "a number that is none");
    }

    @Test
    void everyElementOfThePageIsClosed() {
        var page = HtmlReport.of(run());
        for (var element : List.of("svg", "table", "tr", "td", "pre", "text", "style", "body", "html", "rect class=\"bar\"")) {
            var name = element.split(" ")[0];
            assertEquals(count(page, "<" + element + "(?=[ >])"), count(page, "</" + name + ">"), element);
        }
    }

    @Test
    void theJsonHasTheLedgerAndTheFigures() {
        var json = JsonReport.of(run());
        assertEquals(100, json.getInteger("sent"));
        assertEquals(98, json.getInteger("acknowledged"));
        assertEquals(Map.of("lost", 0, "givenUp", 2, "infectedArrived", 1, "balances", false),
                new TreeMap<>(Map.of("lost", json.getJsonObject("ledger").getValue("lost"),
                        "givenUp", json.getJsonObject("ledger").getValue("givenUp"),
                        "infectedArrived", json.getJsonObject("ledger").getValue("infectedArrived"),
                        "balances", json.getJsonObject("ledger").getValue("balances"))));
        assertEquals(0.5, json.getJsonArray("watched").getJsonObject(0).getDouble("cpuPerMessage"));
        assertEquals(HOSTILE, json.getString("title"));
    }

    @Test
    void thePageOfALoadWithoutAnyAnswerIsAPage() {
        var tally = new LoadTally(Duration.ZERO);
        tally.due(new MessageId(0), false);
        tally.givenUp(new MessageId(0), "no host took it");
        var page = HtmlReport.of(new Run("nothing", "loadtest", tally.report(), Optional.empty(), List.of(), List.of()));
        assertFalse(page.contains("NaN") || page.contains("Infinity"));
    }

    private static long count(String page, String pattern) {
        return Pattern.compile(pattern).matcher(page).results().count();
    }
}
