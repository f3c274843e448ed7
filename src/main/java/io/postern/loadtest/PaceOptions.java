package io.postern.loadtest;

import java.time.Duration;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** When messages are sent, and over how many sessions. */
final class PaceOptions {

    private static final int OPEN_SESSIONS = 1000;
    private static final int CLOSED_SESSIONS = 50;

    @Option(names = "--rate", paramLabel = "RATE", description = {
            "Open loop: messages a second for how long, in steps: 500x10m, 200x30s,2000x10s or 100..4000x5m for a ramp.",
            "The clock decides when a message is due, and its latency counts from then."})
    private String rate;

    @Option(names = "--messages", paramLabel = "N", description = "Closed loop: as fast as answers come, so many messages.")
    private Integer messages;

    @Option(names = "--duration", paramLabel = "DURATION", description = "Closed loop: as fast as answers come, for so long.")
    private String duration;

    @Option(names = "--warmup", paramLabel = "DURATION", defaultValue = "0s",
            description = "What is due before that is sent like the rest, but not in the figures (${DEFAULT-VALUE}).")
    private String warmup;

    @Option(names = "--sessions", paramLabel = "N", description =
            "Most sessions at once (open loop: " + OPEN_SESSIONS + ", closed loop: " + CLOSED_SESSIONS + ").")
    private Integer sessions;

    @Option(names = "--messages-per-session", paramLabel = "N", defaultValue = "1",
            description = "Messages a session carries before QUIT (${DEFAULT-VALUE}).")
    private int messagesPerSession;

    @Option(names = "--scale-rate", paramLabel = "FACTOR", defaultValue = "1",
            description = "Multiplies rates and numbers of messages and sessions (${DEFAULT-VALUE}).")
    private double scaleRate;

    @Option(names = "--scale-time", paramLabel = "FACTOR", defaultValue = "1",
            description = "Multiplies all durations of the pace and of events (${DEFAULT-VALUE}).")
    private double scaleTime;

    Pace pace(CommandSpec spec) {
        boolean closed = messages != null || duration != null;
        if (closed == (rate != null)) {
            throw new ParameterException(spec.commandLine(), "either --rate, or --messages or --duration");
        }
        if (!(scaleRate > 0 && scaleTime > 0)) {
            throw new ParameterException(spec.commandLine(), "a factor is more than nothing");
        }
        if (rate != null) {
            return Options.parsed(spec, () -> new Pace.Open(ArrivalSchedule.parse(rate).scaled(scaleRate, scaleTime)));
        }
        return Options.parsed(spec, () -> new Pace.Closed(messages == null ? Integer.MAX_VALUE : scaled(messages),
                duration == null ? Pace.Closed.UNLIMITED : scaledTime(duration)));
    }

    Duration warmup(CommandSpec spec) {
        return Options.parsed(spec, () -> scaledTime(warmup));
    }

    int sessions() {
        return sessions == null ? rate == null ? CLOSED_SESSIONS : OPEN_SESSIONS : scaled(sessions);
    }

    int messagesPerSession() {
        return messagesPerSession;
    }

    int scaled(int number) {
        return (int) Math.max(1, Math.round(number * scaleRate));
    }

    double scaleTime() {
        return scaleTime;
    }

    private Duration scaledTime(String text) {
        return Duration.ofNanos(Math.round(Units.duration(text).toNanos() * scaleTime));
    }
}
