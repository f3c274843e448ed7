package io.postern.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One line on a terminal that tells how far a command is that takes its time; it goes when the command has its answer. Where
 * a pipe or a file is written to, nothing.
 */
final class Progress implements AutoCloseable {

    /** A command that is quicker has nothing to tell. */
    private static final Duration PATIENCE = Duration.ofMillis(700);
    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final int WIDTH = 20;
    private static final String CLEAR = "\r\u001B[K";

    private final PrintWriter err;
    private final String what;
    private final AtomicInteger done = new AtomicInteger();
    private final long startNanos = System.nanoTime();
    private volatile int all;
    private volatile boolean over;
    private final Thread painter;

    private Progress(PrintWriter err, String what, boolean terminal) {
        this.err = err;
        this.what = what;
        this.painter = Thread.ofVirtual().unstarted(this::paint);
        if (terminal) {
            painter.start();
        } else {
            over = true;
        }
    }

    static Progress on(PrintWriter err, String what) {
        var console = System.console();
        return new Progress(err, what, console != null && console.isTerminal());
    }

    /** How many steps there are, as soon as that is known. */
    void of(int steps) {
        all = steps;
    }

    void step() {
        done.incrementAndGet();
    }

    private void paint() {
        LockSupport.parkNanos(PATIENCE.toNanos());
        while (!over) {
            err.print(CLEAR + line(what, done.get(), all, Duration.ofNanos(System.nanoTime() - startNanos)));
            err.flush();
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    /** With steps a bar, without them only the time. */
    static String line(String what, int done, int all, Duration elapsed) {
        var seconds = elapsed.toSeconds() + " s";
        if (all == 0) {
            return what + " … " + seconds;
        }
        int full = WIDTH * Math.min(done, all) / all;
        return what + " [" + "#".repeat(full) + "-".repeat(WIDTH - full) + "] " + done + '/' + all + "  " + seconds;
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        over = true;
        LockSupport.unpark(painter);
        try {
            painter.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        if (System.nanoTime() - startNanos > PATIENCE.toNanos()) {
            err.print(CLEAR);
            err.flush();
        }
    }
}
