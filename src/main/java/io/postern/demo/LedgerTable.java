package io.postern.demo;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;

import io.postern.loadtest.Ledger;
import io.postern.loadtest.LoadReport;
import io.postern.loadtest.MessageId;

/** The ledger and the figures of a load as text for people. */
final class LedgerTable {

    private static final int NAMED = 5;

    private LedgerTable() {
    }

    static String of(Ledger ledger) {
        var table = new StringBuilder("  LEDGER                                  messages\n");
        row(table, "sent", ledger.sent(), "of them infected: " + ledger.infected().size());
        row(table, "acknowledged (250 to the sender)", ledger.acknowledged(), "");
        row(table, "arrived in a sink", ledger.arrived().keySet(), "");
        row(table, "quarantined", ledger.quarantined().keySet(), "");
        must(table, "lost: acknowledged, and nowhere", ledger.lost());
        must(table, "not acknowledged: given up", ledger.unacknowledged());
        must(table, "infected in a sink", ledger.infectedArrived());
        must(table, "clean in quarantine", ledger.cleanQuarantined());
        must(table, "changed on the way", ledger.damaged());
        must(table, "of unknown origin", ledger.unknown());
        row(table, "duplicates", ledger.duplicates(),
                "attempts cut off after the dot: " + ledger.uncertain().size());
        must(table, "duplicates without such a cause", ledger.unexplainedDuplicates());
        return table.append(ledger.balances() ? "  The ledger balances.\n" : "  THE LEDGER DOES NOT BALANCE.\n").toString();
    }

    static String figures(LoadReport report) {
        double seconds = report.elapsed().toNanos() / 1e9;
        var latencies = report.latencies();
        var text = new StringBuilder("  %.1f s, %.0f messages/s, %.1f MiB/s, %d retries%n".formatted(
                seconds, latencies.count() / seconds, report.octets() / seconds / (1 << 20), report.retries()));
        text.append("  MAIL to 250: median %s, 90 %% %s, 99 %% %s, 99.9 %% %s, longest %s%n".formatted(
                millis(latencies.quantile(0.5)), millis(latencies.quantile(0.9)), millis(latencies.quantile(0.99)),
                millis(latencies.quantile(0.999)), millis(latencies.quantile(1))));
        report.acknowledgedBy().forEach((node, count) -> text.append("  250 from %s: %d%n".formatted(node, count)));
        report.troubles().forEach((what, count) -> text.append("  %d x %s%n".formatted(count, what)));
        report.givenUp().entrySet().stream().limit(NAMED).forEach(each ->
                text.append("  given up %s: %s%n".formatted(each.getKey(), each.getValue())));
        return text.toString();
    }

    private static void row(StringBuilder table, String what, Collection<MessageId> ids, String remark) {
        table.append("  %-38s %9d".formatted(what, ids.size()));
        table.append(remark.isEmpty() ? "\n" : "   " + remark + '\n');
    }

    /** A row that must be zero; names the first few messages otherwise. */
    private static void must(StringBuilder table, String what, Collection<MessageId> ids) {
        row(table, what, ids, ids.isEmpty() ? "ok" : "MUST BE 0: " + ids.stream().limit(NAMED).toList());
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
}
