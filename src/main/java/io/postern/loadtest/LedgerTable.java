package io.postern.loadtest;

import java.util.Collection;
import java.util.Locale;

/** The ledger and the figures of a load as text for people. */
public final class LedgerTable {

    private static final int NAMED = 5;

    private LedgerTable() {
    }

    public static String of(Ledger ledger) {
        var table = new StringBuilder("  LEDGER                                  messages\n");
        row(table, "sent", ledger.sent(), "of them infected: " + ledger.infected().size());
        row(table, "acknowledged (250 to the sender)", ledger.acknowledged(), "");
        row(table, "arrived in a sink", ledger.arrived().ids(), "");
        row(table, "quarantined", ledger.quarantined().ids(), "");
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

    public static String figures(LoadReport report) {
        var text = new StringBuilder("  %.1f s, %.0f messages/s, %.1f MiB/s, %d retries%n".formatted(
                report.elapsed().toNanos() / 1e9, report.rate(),
                report.octets() / (report.elapsed().toNanos() / 1e9) / (1 << 20), report.retries()));
        latencies(text, "due to 250:  ", report.latencies());
        latencies(text, "MAIL to 250: ", report.services());
        report.acknowledgedBy().forEach((node, count) -> text.append("  250 from %s: %d%n".formatted(node, count)));
        report.troubles().forEach((what, trouble) -> text.append("  %d x %s%s%n".formatted(trouble.count(), what,
                trouble.example().equals(what) ? "" : " (" + trouble.example() + ")")));
        report.givenUp().entrySet().stream().limit(NAMED).forEach(each ->
                text.append("  given up %s: %s%n".formatted(each.getKey(), each.getValue())));
        return text.toString();
    }

    private static void latencies(StringBuilder text, String what, Latencies latencies) {
        text.append(String.format(Locale.ROOT, "  %s median %s, 90 %% %s, 99 %% %s, 99.9 %% %s, longest %s%n", what,
                words(latencies, 0.5), words(latencies, 0.9), words(latencies, 0.99), words(latencies, 0.999),
                words(latencies, 1)));
    }

    private static String words(Latencies latencies, double quantile) {
        return Units.words(latencies.quantile(quantile));
    }

    private static void row(StringBuilder table, String what, Collection<MessageId> ids, String remark) {
        table.append("  %-38s %9d".formatted(what, ids.size()));
        table.append(remark.isEmpty() ? "\n" : "   " + remark + '\n');
    }

    /** A row that must be zero; names the first few messages otherwise. */
    private static void must(StringBuilder table, String what, Collection<MessageId> ids) {
        row(table, what, ids, ids.isEmpty() ? "ok" : "MUST BE 0: " + ids.stream().limit(NAMED).toList());
    }
}
