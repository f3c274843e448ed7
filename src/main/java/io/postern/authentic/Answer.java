package io.postern.authentic;

import java.util.List;

/** What the DNS said, as far as the checks look at it. */
public sealed interface Answer<T> {

    /** At least one record. */
    record Records<T>(List<T> records) implements Answer<T> {
    }

    /** No record: a void look-up (RFC 7208 §4.6.4). {@code nameExists}: of another type there may be some. */
    record Nothing<T>(boolean nameExists) implements Answer<T> {
    }

    /** A temporary error. */
    record Unavailable<T>() implements Answer<T> {
    }
}
