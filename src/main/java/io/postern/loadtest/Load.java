package io.postern.loadtest;

import java.time.Duration;

import io.postern.smtp.Domain;

/**
 * What to send: how many messages, over how many sessions at once and how many messages a session before QUIT, of which
 * size (log-uniform between the two), every how many-th infected (0: none), and for how long a message is tried.
 * {@code patience} bounds the wait for each reply. The same seed gives the same messages.
 */
public record Load(
        int messages,
        int sessions,
        int messagesPerSession,
        int smallestOctets,
        int largestOctets,
        int infectedEvery,
        Domain senders,
        Domain recipients,
        Duration giveUpAfter,
        Duration patience,
        long seed) {

    public Load {
        if (messages < 0 || sessions < 1 || messagesPerSession < 1 || smallestOctets < 1 || largestOctets < smallestOctets) {
            throw new IllegalArgumentException("not a load");
        }
    }

    boolean isInfected(MessageId id) {
        return infectedEvery > 0 && id.number() % infectedEvery == infectedEvery - 1;
    }
}
