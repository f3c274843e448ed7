package io.postern.loadtest;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * One diagram as an SVG element: lines over time, or bars, on a linear or logarithmic axis. Everything is in the element
 * itself; texts are escaped.
 */
record Plot(String title, String unit, boolean logarithmic, List<Series> series, List<Run.Mark> marks) {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 260;
    private static final int LEFT = 70;
    private static final int BOTTOM = 30;
    private static final int TOP = 34;
    private static final int RIGHT = 14;
    private static final int MOST_POINTS = 600;
    private static final List<String> COLOURS = List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b");

    /** {@code seconds} and {@code values} belong together. */
    record Series(String name, double[] seconds, double[] values) {
    }

    String svg() {
        var svg = new StringBuilder("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n".formatted(
                WIDTH, HEIGHT, HtmlReport.escaped(title)));
        double most = all(Series::values).max().orElse(1);
        double least = logarithmic ? all(Series::values).filter(value -> value > 0).min().orElse(0.1) : 0;
        double end = Math.max(1e-9, all(Series::seconds).max().orElse(1));
        DoubleFunction<Double> x = seconds -> LEFT + seconds / end * (WIDTH - LEFT - RIGHT);
        var axis = new Axis(least, most > least ? most : least + 1);
        text(svg, LEFT, 14, "title", title + " (" + unit + ")");
        for (double tick : axis.ticks()) {
            double y = axis.y(tick);
            svg.append(String.format(Locale.ROOT, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                    LEFT, WIDTH - RIGHT, y, y));
            text(svg, 4, y + 4, "tick", number(tick));
        }
        for (int i = 0; i <= 6; i++) {
            text(svg, x.apply(end * i / 6) - (i == 6 ? 40 : 10), HEIGHT - 8, "tick", number(end * i / 6) + " s");
        }
        for (var mark : marks) {
            double at = x.apply(Math.min(end, mark.at().toNanos() / 1e9));
            svg.append(String.format(Locale.ROOT, "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"><title>%s</title></line>%n",
                    at, at, TOP, HEIGHT - BOTTOM, HtmlReport.escaped(mark.what())));
        }
        int key = LEFT;
        for (int i = 0; i < series.size(); i++) {
            var colour = COLOURS.get(i % COLOURS.size());
            line(svg, series.get(i), x, axis, colour);
            svg.append("<rect x=\"%d\" y=\"20\" width=\"10\" height=\"10\" fill=\"%s\"/>%n".formatted(key, colour));
            text(svg, key + 14, 29, "tick", series.get(i).name());
            key += 30 + 7 * series.get(i).name().length();
        }
        return svg.append("</svg>\n").toString();
    }

    private DoubleStream all(Function<Series, double[]> part) {
        return series.stream().flatMapToDouble(each -> DoubleStream.of(part.apply(each)));
    }

    /** Of many points in one place the highest is drawn; on a logarithmic axis nothing is no point. */
    private void line(StringBuilder svg, Series series, DoubleFunction<Double> x, Axis axis, String colour) {
        int step = Math.max(1, (series.values.length + MOST_POINTS - 1) / MOST_POINTS);
        svg.append("<polyline stroke=\"%s\" points=\"".formatted(colour));
        for (int i = 0; i < series.values.length; i += step) {
            double highest = series.values[i];
            for (int j = i; j < Math.min(i + step, series.values.length); j++) {
                highest = Math.max(highest, series.values[j]);
            }
            if (logarithmic && highest <= 0) {
                continue;
            }
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.apply(series.seconds[i]), axis.y(highest)));
        }
        svg.append("\"/>\n");
    }

    /** Bars, each under its own label. */
    static String bars(String title, List<String> labels, double[] values) {
        var svg = new StringBuilder("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n".formatted(
                WIDTH, HEIGHT, HtmlReport.escaped(title)));
        text(svg, LEFT, 14, "title", title);
        double most = Math.max(1, DoubleStream.of(values).max().orElse(1));
        double width = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, values.length);
        int every = Math.max(1, values.length / 10);
        for (int i = 0; i < values.length; i++) {
            double height = values[i] / most * (HEIGHT - TOP - BOTTOM);
            svg.append(String.format(Locale.ROOT,
                    "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s: %s</title></rect>%n",
                    LEFT + i * width, HEIGHT - BOTTOM - height, Math.max(1, width - 1), height,
                    HtmlReport.escaped(labels.get(i)), number(values[i])));
            if (i % every == 0) {
                text(svg, LEFT + i * width, HEIGHT - 8, "tick", labels.get(i));
            }
        }
        text(svg, 4, TOP + 8, "tick", number(most));
        return svg.append("</svg>\n").toString();
    }

    private static void text(StringBuilder svg, double x, double y, String kind, String words) {
        svg.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n", kind, x, y,
                HtmlReport.escaped(words)));
    }

    private static String number(double value) {
        return value >= 100 || value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }

    /** The upright axis. */
    private final class Axis {

        private final double least;
        private final double most;

        Axis(double least, double most) {
            this.least = least;
            this.most = most;
        }

        double y(double value) {
            double share = logarithmic
                    ? Math.log(Math.max(value, least) / least) / Math.log(most / least)
                    : value / most;
            return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
        }

        double[] ticks() {
            if (!logarithmic) {
                return DoubleStream.of(0, 0.25, 0.5, 0.75, 1).map(share -> share * most).toArray();
            }
            return DoubleStream.iterate(Math.pow(10, Math.ceil(Math.log10(least))), tick -> tick <= most, tick -> tick * 10)
                    .toArray();
        }
    }
}
