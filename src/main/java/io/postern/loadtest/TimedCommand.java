package io.postern.loadtest;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Something that is done on purpose while a load runs, written {@code 50%=COMMAND} (of the load's time) or
 * {@code 30s=COMMAND}; a shell runs the command.
 */
record TimedCommand(Duration after, double share, String command) {

    private static final Pattern FORM = Pattern.compile("(?:(\\d{1,3}(?:\\.\\d+)?%)|(\\w+))=(.+)");

    static TimedCommand parse(String text) {
        var found = FORM.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException("an event is written 50%=COMMAND or 30s=COMMAND, not " + text);
        }
        return found.group(1) != null
                ? new TimedCommand(Duration.ZERO, Share.parse(found.group(1)).value(), found.group(3))
                : new TimedCommand(Units.duration(found.group(2)), 0, found.group(3));
    }

    /** When it is due in a load of this length, whose durations are multiplied by {@code scale}. */
    Duration at(Duration whole, double scale) {
        return Duration.ofNanos(Math.round(after.toNanos() * scale + whole.toNanos() * share));
    }

    /** Starts the command; its output goes where ours goes. */
    Process start() throws IOException {
        return new ProcessBuilder("sh", "-c", command).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
