package io.postern.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * When messages arrive, whatever becomes of those before: steps of a constant or steadily growing rate, one after the
 * other. Written {@code 500x10m}, {@code 200x30s,2000x10s,200x30s}, or {@code 100..4000x5m} for a ramp. Pure: the same
 * schedule always gives the same moments.
 */
public record ArrivalSchedule(List<Step> steps) {

    private static final double NANOS = 1e9;
    private static final double WHOLE = 1e-6;
    private static final double MOST_PER_SECOND = 1_000_000;
    private static final Pattern FORM = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?)(?:\\.\\.(\\d{1,7}(?:\\.\\d{1,3})?))?x(\\w+)");

    /** Messages a second at its beginning and at its end. */
    public record Step(double from, double to, Duration duration) {

        public Step {
            if (from < 0 || to < 0 || from + to == 0 || Math.max(from, to) > MOST_PER_SECOND || !duration.isPositive()) {
                throw new IllegalArgumentException("a step has a rate up to 1000000 a second and a duration");
            }
        }

        double seconds() {
            return duration.toNanos() / NANOS;
        }

        double messages() {
            return (from + to) / 2 * seconds();
        }

        /** When {@code count} messages of this step have arrived: the root of from t + (to - from) t² / 2T = count. */
        double secondsUntil(double count) {
            double slope = (to - from) / seconds();
            return count == 0 ? 0 : slope == 0 ? count / from : 2 * count / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * count)));
        }
    }

    public ArrivalSchedule {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a schedule has at least one step");
        }
    }

    public static ArrivalSchedule parse(String text) {
        var steps = new ArrayList<Step>();
        for (var part : text.split(",")) {
            var found = FORM.matcher(part.strip());
            if (!found.matches()) {
                throw new IllegalArgumentException("a rate is written like 500x10m or 100..4000x5m, not " + part);
            }
            double from = Double.parseDouble(found.group(1));
            double to = found.group(2) == null ? from : Double.parseDouble(found.group(2));
            steps.add(new Step(from, to, Units.duration(found.group(3))));
        }
        return new ArrivalSchedule(steps);
    }

    /** All rates and all durations multiplied. */
    public ArrivalSchedule scaled(double rate, double time) {
        return new ArrivalSchedule(steps.stream().map(step -> new Step(step.from * rate, step.to * rate,
                Duration.ofNanos(Math.max(1, Math.round(step.duration.toNanos() * time))))).toList());
    }

    /** The nanoseconds after the start at which message {@code number}, from 0 on, is due; {@link Long#MAX_VALUE} if never. */
    public long nanosOf(long number) {
        double before = 0;
        double start = 0;
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            // the very last one must be whole
            double last = before + step.messages() + WHOLE - (i == steps.size() - 1 ? 1 : 0);
            if (number <= last && number < before + step.messages()) {
                return Math.max(0, Math.round((start + step.secondsUntil(number - before)) * NANOS));
            }
            before += step.messages();
            start += step.seconds();
        }
        return Long.MAX_VALUE;
    }

    public long messages() {
        return (long) Math.floor(steps.stream().mapToDouble(Step::messages).sum() + WHOLE);
    }

    public Duration duration() {
        return steps.stream().map(Step::duration).reduce(Duration.ZERO, Duration::plus);
    }
}
