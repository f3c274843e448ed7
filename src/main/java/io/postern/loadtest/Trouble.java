package io.postern.loadtest;

/** So many times something went wrong; {@code example} is what was said the first time. */
public record Trouble(long count, String example) {
}
