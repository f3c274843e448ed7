package io.postern.scan;

import io.postern.message.Body;
import io.postern.smtp.Envelope;
import io.postern.smtp.Peer;
import io.vertx.core.Context;

/** One message as scanners see it; {@code context} is the client connection's event loop. */
public record ScanInput(Envelope envelope, Peer peer, Body body, Context context) {
}
