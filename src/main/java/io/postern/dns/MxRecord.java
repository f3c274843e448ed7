package io.postern.dns;

/** One MX record; {@code exchange} is lower case without a final dot, {@code "."} alone for the root (RFC 7505). */
public record MxRecord(int preference, String exchange) {
}
