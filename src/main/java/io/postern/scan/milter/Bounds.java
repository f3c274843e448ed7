package io.postern.scan.milter;

/**
 * How much a filter may give to one message; past that it has lost its way.
 *
 * @param messageOctets the whole message with another body
 * @param requestOctets the texts of all its other requests together
 */
public record Bounds(long messageOctets, long requestOctets) {
}
