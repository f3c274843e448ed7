package io.postern.loadtest;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * What is seen while a load runs: a line that is written over each second on a terminal, every ten seconds a line
 * elsewhere; and the metrics that others may scrape. Told on the generator's event loop, asked from any thread.
 */
final class Progress implements LoadWatcher {

    private static final int SECONDS_BETWEEN_LINES = 10;

    private final PrintWriter out;
    private final boolean terminal;
    private final Runnable warm;
    private int seconds;
    private volatile long acknowledged;
    private volatile long due;
    private volatile long deferred;
    private volatile long refused;
    private volatile Moment last;

    Progress(PrintWriter out, boolean terminal, Runnable warm) {
        this.out = out;
        this.terminal = terminal;
        this.warm = warm;
    }

    @Override
    public void acknowledged(long count) {
        acknowledged = count;
    }

    @Override
    public void warm() {
        warm.run();
    }

    @Override
    public void moment(Moment moment) {
        due += moment.due();
        deferred += moment.deferred();
        refused += moment.refused();
        last = moment;
        if (terminal || seconds++ % SECONDS_BETWEEN_LINES == 0) {
            out.print(terminal ? "\r" + line(moment) + "  " : line(moment) + System.lineSeparator());
            out.flush();
        }
    }

    /** Begins a line of its own behind what stands on the terminal. */
    void end() {
        if (terminal) {
            out.println();
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    private String line(Moment moment) {
        return String.format(Locale.ROOT, "%6.0f s  due %6.0f/s  250 %6.0f/s  4xx %4.0f/s  5xx %4.0f/s  p50 %-8s p99 %-8s sessions %d  waiting %d",
                moment.at().toNanos() / 1e9, moment.perSecond(moment.due()), moment.perSecond(moment.acknowledged()),
                moment.perSecond(moment.deferred()), moment.perSecond(moment.refused()),
                Units.words(moment.p50()), Units.words(moment.p99()), moment.sessions(), moment.waiting());
    }

    String metrics() {
        var text = new PrometheusText()
                .metric("postern_loadtest_due_total", "counter", "Messages that were due")
                .sample("postern_loadtest_due_total", due)
                .metric("postern_loadtest_acknowledged_total", "counter", "Messages answered 250")
                .sample("postern_loadtest_acknowledged_total", acknowledged)
                .metric("postern_loadtest_answers_total", "counter", "Attempts answered otherwise, or that found no host")
                .sample("postern_loadtest_answers_total", "result", "deferred", deferred)
                .sample("postern_loadtest_answers_total", "result", "refused", refused);
        var moment = last;
        if (moment != null) {
            text.metric("postern_loadtest_latency_seconds", "gauge", "From due to 250, of the second before; quantile 1 is the longest")
                    .sample("postern_loadtest_latency_seconds", "quantile", "0.5", moment.p50().toNanos() / 1e9)
                    .sample("postern_loadtest_latency_seconds", "quantile", "0.99", moment.p99().toNanos() / 1e9)
                    .sample("postern_loadtest_latency_seconds", "quantile", "1", moment.longest().toNanos() / 1e9)
                    .metric("postern_loadtest_sessions", "gauge", "Open sessions")
                    .sample("postern_loadtest_sessions", moment.sessions())
                    .metric("postern_loadtest_waiting_messages", "gauge", "Messages that are due and wait for a session")
                    .sample("postern_loadtest_waiting_messages", moment.waiting());
        }
        return text.toString();
    }
}
