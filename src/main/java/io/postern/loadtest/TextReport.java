package io.postern.loadtest;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A run as text for people. */
final class TextReport {

    private TextReport() {
    }

    static String of(Run run) {
        var text = new StringBuilder(run.title()).append("\n  postern ").append(run.commandLine()).append('\n');
        text.append(LedgerTable.figures(run.load()));
        run.marks().forEach(mark -> text.append("  after ").append(Units.words(mark.at())).append(": ").append(mark.what()).append('\n'));
        if (!run.watched().isEmpty()) {
            text.append(String.format("  %-20s %16s %12s %14s %14s%n", "USED", "ms CPU/message", "most RSS", "RSS growth", "heap growth"));
            run.watched().forEach(use -> text.append(String.format("  %-20s %16s %12s %14s %14s%n", use.name(),
                    millis(use.cpuPerMessage()), mebi(use.mostResidentOctets()), growth(use.residentGrowth()),
                    use.readings().getLast().heapOctets().isPresent() ? growth(use.heapGrowth()) : "-")));
        }
        run.ledger().ifPresent(ledger -> text.append(LedgerTable.of(ledger)));
        return text.toString();
    }

    static String millis(Optional<Duration> each) {
        return each.map(duration -> String.format(Locale.ROOT, "%.4f", duration.toNanos() / 1e6)).orElse("-");
    }

    static String mebi(long octets) {
        return String.format(Locale.ROOT, "%.1f MiB", octets / (double) (1 << 20));
    }

    static String growth(Optional<Long> octets) {
        return octets.map(more -> (more < 0 ? "" : "+") + mebi(more)).orElse("-");
    }
}
