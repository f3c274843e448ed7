package io.postern.loadtest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** All readings of one watched program, and the one at the beginning of the measured time. */
public record WatchedUse(String name, Usage warm, List<Usage> readings) {

    private static final int QUARTERS = 4;
    private static final int FEWEST_READINGS = 16;

    /** Processor time per acknowledged message in the measured time; empty if it was restarted meanwhile or none came. */
    public Optional<Duration> cpuPerMessage() {
        var last = readings.getLast();
        long messages = last.acknowledged() - warm.acknowledged();
        var cpu = last.cpu().minus(warm.cpu());
        return messages <= 0 || wasRestarted() ? Optional.empty() : Optional.of(cpu.dividedBy(messages));
    }

    private boolean wasRestarted() {
        for (int i = 1; i < readings.size(); i++) {
            if (readings.get(i).cpu().compareTo(readings.get(i - 1).cpu()) < 0) {
                return true;
            }
        }
        return false;
    }

    public long mostResidentOctets() {
        return readings.stream().mapToLong(Usage::residentOctets).max().orElse(0);
    }

    /** Median of the last quarter less that of the second; empty with too few readings. */
    public Optional<Long> residentGrowth() {
        return growth(Usage::residentOctets);
    }

    /** Of the heap in use, likewise; what is in use swings with each collection. */
    public Optional<Long> heapGrowth() {
        return growth(usage -> usage.heapOctets().orElse(0));
    }

    private Optional<Long> growth(ToLongFunction<Usage> value) {
        int size = readings.size();
        if (size < FEWEST_READINGS) {
            return Optional.empty();
        }
        return Optional.of(median(readings.subList(size * 3 / QUARTERS, size), value)
                - median(readings.subList(size / QUARTERS, size / 2), value));
    }

    private static long median(List<Usage> usages, ToLongFunction<Usage> value) {
        var sorted = usages.stream().mapToLong(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
