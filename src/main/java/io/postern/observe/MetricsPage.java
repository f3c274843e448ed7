package io.postern.observe;

import java.util.Locale;
import java.util.stream.Collectors;

/** The meters as a table of Markdown, for the manual and {@code postern reference --metrics}. */
public final class MetricsPage {

    private MetricsPage() {
    }

    public static String text() {
        var page = new StringBuilder("| metric | labels | what it says |\n|---|---|---|\n");
        for (var meter : Meter.values()) {
            page.append("| `").append(meter.title()).append("` (").append(meter.type().name().toLowerCase(Locale.ROOT))
                    .append(") | ").append(labels(meter))
                    .append(" | ").append(meter.what()).append("; ").append(meter.meaning()).append(" |\n");
        }
        return page.toString();
    }

    private static String labels(Meter meter) {
        return meter.labels().stream().map(label -> "`" + label.name() + "`: " + label.values())
                .collect(Collectors.joining("<br>"));
    }
}
