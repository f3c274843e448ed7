package io.postern.observe;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * How near a node is to its limits.
 *
 * @param value 0 idle to 1 at a limit: the highest of the {@code parts}
 * @param cause the signal that is the highest
 * @param parts each signal, 0 to 1
 */
public record Load(double value, LoadSignal cause, Map<LoadSignal, Double> parts) {

    public static final Load NONE = new Load(0, LoadSignal.SESSIONS, Map.of());

    public Load {
        parts = Map.copyOf(parts);
    }

    /** Of readings that may be anything: what is no number or less than nothing is 0, what is past its limit is 1. */
    static Load of(Map<LoadSignal, Double> readings) {
        var parts = new EnumMap<LoadSignal, Double>(LoadSignal.class);
        var cause = NONE.cause();
        double highest = 0;
        for (var reading : readings.entrySet()) {
            double part = bounded(reading.getValue());
            parts.put(reading.getKey(), part);
            if (part > highest) {
                highest = part;
                cause = reading.getKey();
            }
        }
        return new Load(highest, cause, parts);
    }

    private static double bounded(double reading) {
        return reading > 0 ? Math.min(1, reading) : 0;
    }

    /** The parts by {@link LoadSignal#label()}. */
    public Map<String, Double> byLabel() {
        var labelled = new HashMap<String, Double>();
        parts.forEach((signal, part) -> labelled.put(signal.label(), part));
        return labelled;
    }

    public double of(LoadSignal signal) {
        return parts.getOrDefault(signal, 0.0);
    }
}
