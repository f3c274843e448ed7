package io.postern.loadtest;

/** One message's tries; {@code dueNanos} counts from the start of the load. */
final class Attempts {

    final MessageId id;
    final long dueNanos;
    int count;

    Attempts(MessageId id, long dueNanos) {
        this.id = id;
        this.dueNanos = dueNanos;
    }
}
