package io.postern.cluster;

/**
 * The only kind of object this package puts on the grid: some octets, when they end to be true (epoch milliseconds) and
 * the mark of who vouches for them. Arrays are shared, not copied; nobody writes to them after construction. Equality is
 * that of the arrays' identity and of no use.
 */
record SharedValue(byte[] octets, long expiresAtMillis, byte[] mark) {
}
