package io.postern.authentic;

/** What one handler of the message added (RFC 8617 §4.2). */
record ArcSet(int instance, Field results, Signature message, ArcSeal seal) {
}
