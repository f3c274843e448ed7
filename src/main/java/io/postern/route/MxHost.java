package io.postern.route;

/** One host of an MX answer, lower case without a final dot. */
public record MxHost(String name, int preference) {
}
