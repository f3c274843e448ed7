package io.postern.quarantine;

/** What the index knows of a message when it must go: {@code octets} are those it takes in the vault. */
record IndexEntry(String id, long epochMillis, long octets) {
}
