package io.postern.loadtest;

import java.time.Duration;

/** What decides when the next message is sent. */
public sealed interface Pace {

    /** Open loop: the clock; a slow answer holds up no message, and each is timed from when it was due. */
    record Open(ArrivalSchedule schedule) implements Pace {

        @Override
        public Duration duration() {
            return schedule.duration();
        }
    }

    /** Closed loop: each session sends as fast as it is answered, up to so many messages in all or for so long. */
    record Closed(int messages, Duration duration) implements Pace {

        public static final Duration UNLIMITED = Duration.ofDays(1);

        public Closed {
            if (messages < 0 || !duration.isPositive()) {
                throw new IllegalArgumentException("a closed loop has a number of messages or a duration");
            }
        }
    }

    /** For how long new messages are sent, at most. */
    Duration duration();
}
