package io.postern.observe;

/**
 * One message from the client's final dot to our answer, in nanoseconds: its phases follow each other, in this order, and 0 is
 * one that it never came to. Several attempts at connecting are one phase.
 */
public record MessageTimes(String id, String route, String result, String cause, long octets,
        long scanNanos, long dnsNanos, long connectNanos, long relayNanos, long nanos) {
}
