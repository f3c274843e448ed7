package io.postern.loadtest;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A run as one HTML page that needs nothing else: no script, no style sheet, no network. */
final class HtmlReport {

    private static final int BARS_PER_DECADE = 10;

    private static final String STYLE = """
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 960px; padding: 0 1em; color: #222 }
            h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 1.6em }
            table { border-collapse: collapse } td, th { padding: .15em .8em .15em 0; text-align: left; vertical-align: top }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
            pre { background: #f4f4f4; padding: .7em; white-space: pre-wrap; overflow-wrap: anywhere }
            svg { width: 100%; height: auto; background: #fff; margin: .4em 0 }
            svg polyline { fill: none; stroke-width: 1.5 } svg .grid { stroke: #ddd } svg .mark { stroke: #d00; stroke-dasharray: 4 3 }
            svg text { font: 11px system-ui, sans-serif; fill: #444 } svg text.title { font-size: 13px; font-weight: 600; fill: #222 }
            svg .bar { fill: #1f77b4 } .good { color: #0a7a2f } .bad { color: #b00020; font-weight: 600 }
            """;

    private HtmlReport() {
    }

    static String of(Run run) {
        var load = run.load();
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(run.title())).append("</title><style>\n").append(STYLE).append("</style></head><body>\n<h1>")
                .append(escaped(run.title())).append("</h1>\n<pre>postern ").append(escaped(run.commandLine())).append("</pre>\n");
        summary(page, load);
        run.ledger().ifPresent(ledger -> ledger(page, ledger));
        page.append("<h2>Over time</h2>\n");
        marks(page, run.marks());
        page.append(new Plot("Latency, from when a message was due to its 250", "ms, logarithmic", true, List.of(
                series("median", load.moments(), moment -> millis(moment.p50())),
                series("99 %", load.moments(), moment -> millis(moment.p99())),
                series("longest", load.moments(), moment -> millis(moment.longest()))), run.marks()).svg());
        page.append(new Plot("Throughput", "messages a second", false, List.of(
                series("due", load.moments(), moment -> moment.perSecond(moment.due())),
                series("acknowledged", load.moments(), moment -> moment.perSecond(moment.acknowledged())),
                series("deferred", load.moments(), moment -> moment.perSecond(moment.deferred())),
                series("refused", load.moments(), moment -> moment.perSecond(moment.refused()))), run.marks()).svg());
        page.append(new Plot("Sessions and messages that wait for one", "count", false, List.of(
                series("sessions", load.moments(), Moment::sessions),
                series("waiting", load.moments(), Moment::waiting)), run.marks()).svg());
        page.append("<h2>Distribution</h2>\n").append(histogram(load.latencies()));
        troubles(page, load);
        watched(page, run);
        return page.append("</body></html>\n").toString();
    }

    private static void summary(StringBuilder page, LoadReport load) {
        page.append("<table>");
        row(page, "measured", "%.1f s, %d messages, %.0f a second".formatted(
                load.measuredFor().toNanos() / 1e9, load.measured(), load.rate()));
        row(page, "in all", "%.1f s, %d messages, %.1f MiB, %d retries".formatted(load.elapsed().toNanos() / 1e9,
                load.acknowledged().size(), load.octets() / (double) (1 << 20), load.retries()));
        page.append("</table>\n<table><tr><th></th><th class=n>median</th><th class=n>90 %</th><th class=n>99 %</th>"
                + "<th class=n>99.9 %</th><th class=n>longest</th></tr>");
        quantiles(page, "due to 250", load.latencies());
        quantiles(page, "MAIL to 250", load.services());
        page.append("</table>\n<table>");
        load.acknowledgedBy().forEach((target, count) -> row(page, "250 from " + target, Long.toString(count)));
        page.append("</table>\n");
    }

    private static void quantiles(StringBuilder page, String what, Latencies latencies) {
        page.append("<tr><td>").append(what).append("</td>");
        for (double quantile : new double[] {0.5, 0.9, 0.99, 0.999, 1}) {
            page.append("<td class=n>").append(Units.words(latencies.quantile(quantile))).append("</td>");
        }
        page.append("</tr>");
    }

    private static void ledger(StringBuilder page, Ledger ledger) {
        page.append("<h2>Ledger</h2>\n<p class=\"").append(ledger.balances() ? "good" : "bad").append("\">")
                .append(ledger.balances() ? "The ledger balances." : "The ledger does not balance.")
                .append("</p>\n<pre>").append(escaped(LedgerTable.of(ledger))).append("</pre>\n");
    }

    private static void marks(StringBuilder page, List<Run.Mark> marks) {
        if (!marks.isEmpty()) {
            page.append("<table>");
            marks.forEach(mark -> row(page, "after " + Units.words(mark.at()), mark.what()));
            page.append("</table>\n");
        }
    }

    private static String histogram(Latencies latencies) {
        var bars = latencies.bars(BARS_PER_DECADE);
        return Plot.bars("How many messages took how long (logarithmic bins)", bars.stream()
                        .map(bar -> "≤ " + Units.words(bar.to())).toList(),
                bars.stream().mapToDouble(Latencies.Bar::count).toArray());
    }

    private static void troubles(StringBuilder page, LoadReport load) {
        page.append("<h2>Errors by code or cause</h2>\n");
        if (load.troubles().isEmpty()) {
            page.append("<p>None.</p>\n");
            return;
        }
        page.append(Plot.bars("Errors", List.copyOf(load.troubles().keySet()),
                load.troubles().values().stream().mapToDouble(Trouble::count).toArray()));
        page.append("<table><tr><th class=n>count</th><th>what</th><th>for example</th></tr>");
        load.troubles().forEach((what, trouble) -> page.append("<tr><td class=n>").append(trouble.count()).append("</td><td>")
                .append(escaped(what)).append("</td><td>").append(escaped(trouble.example())).append("</td></tr>\n"));
        page.append("</table>\n");
    }

    private static void watched(StringBuilder page, Run run) {
        if (run.watched().isEmpty()) {
            return;
        }
        page.append("<h2>Processor and memory</h2>\n<table><tr><th></th><th class=n>CPU ms a message</th><th class=n>most RSS</th>"
                + "<th class=n>RSS growth</th><th class=n>heap growth</th></tr>");
        run.watched().forEach(use -> page.append("<tr><td>").append(escaped(use.name())).append("</td><td class=n>")
                .append(TextReport.millis(use.cpuPerMessage())).append("</td><td class=n>")
                .append(TextReport.mebi(use.mostResidentOctets())).append("</td><td class=n>")
                .append(TextReport.growth(use.residentGrowth())).append("</td><td class=n>")
                .append(use.readings().getLast().heapOctets().isPresent() ? TextReport.growth(use.heapGrowth()) : "-")
                .append("</td></tr>\n"));
        page.append("</table>\n");
        page.append(memory("Resident memory", run, Usage::residentOctets));
        page.append(memory("Heap in use", run, usage -> usage.heapOctets().orElse(0)));
    }

    private static String memory(String title, Run run, ToDoubleFunction<Usage> octets) {
        return new Plot(title, "MiB", false, run.watched().stream().map(each -> new Plot.Series(each.name(),
                each.readings().stream().mapToDouble(usage -> usage.at().toNanos() / 1e9).toArray(),
                each.readings().stream().mapToDouble(usage -> octets.applyAsDouble(usage) / (1 << 20)).toArray())).toList(),
                run.marks()).svg();
    }

    private static Plot.Series series(String name, List<Moment> moments, ToDoubleFunction<Moment> value) {
        return new Plot.Series(name, moments.stream().mapToDouble(moment -> moment.at().toNanos() / 1e9).toArray(),
                moments.stream().mapToDouble(value).toArray());
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static void row(StringBuilder page, String what, String value) {
        page.append("<tr><td>").append(escaped(what)).append("</td><td>").append(escaped(value)).append("</td></tr>\n");
    }

    /** Text between tags or in a quoted attribute; control characters, which XML has no way to write, become a sign. */
    static String escaped(String text) {
        var safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\n' -> safe.append(c);
                default -> safe.append(Character.isISOControl(c) ? '\uFFFD' : c);
            }
        }
        return safe.toString();
    }
}
