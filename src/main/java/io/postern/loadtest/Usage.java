package io.postern.loadtest;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a watched program has used when {@code at} had passed and {@code acknowledged} messages were acknowledged: its
 * processor time since it began, its resident memory and, of a node, its heap in use.
 */
public record Usage(Duration at, long acknowledged, Duration cpu, long residentOctets, OptionalLong heapOctets) {
}
