package io.postern.loadtest;

import java.time.Duration;

import io.postern.smtp.Domain;

/**
 * What to send and how. {@code sessions} bounds the connections at once, {@code messagesPerSession} how many messages one
 * carries before QUIT. A message is tried for {@code giveUpAfter}; {@code patience} bounds the wait for each reply. What
 * is due within {@code warmup} is sent and accounted for like the rest, but not in the figures. The same seed gives the
 * same messages.
 */
public record Load(
        String run,
        Pace pace,
        Duration warmup,
        MessageMix mix,
        int sessions,
        int messagesPerSession,
        Domain senders,
        Domain recipients,
        Retries retries,
        Duration patience,
        Guise guise,
        long seed) {

    public Load {
        if (sessions < 1 || messagesPerSession < 1) {
            throw new IllegalArgumentException("a load has at least one session, and each at least one message");
        }
    }

    /** How a deferred message is tried again: after {@code first}, doubled each time up to {@code longest}, plus up to as much. */
    public record Retries(Duration first, Duration longest, Duration giveUpAfter) {

        public static final Retries QUICK = new Retries(Duration.ofMillis(100), Duration.ofMillis(3200), Duration.ofSeconds(60));

        long backOffMillis(int tries) {
            return Math.min(longest.toMillis(), first.toMillis() << Math.min(tries, 20));
        }
    }
}
