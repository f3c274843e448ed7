package io.postern.scan;

import io.postern.message.Body;
import io.postern.message.HeaderEdits;
import io.postern.smtp.Envelope;
import io.postern.smtp.Peer;
import io.vertx.core.Context;

/**
 * One message as scanners see it: the body as it came, and what the scanners before want changed of it; {@code context} is
 * the client connection's event loop.
 */
public record ScanInput(Envelope envelope, Peer peer, Body body, HeaderEdits edits, Context context) {

    public ScanInput(Envelope envelope, Peer peer, Body body, Context context) {
        this(envelope, peer, body, HeaderEdits.NONE, context);
    }

    ScanInput after(HeaderEdits changes) {
        return changes.equals(edits) ? this : new ScanInput(envelope, peer, body, changes, context);
    }
}
