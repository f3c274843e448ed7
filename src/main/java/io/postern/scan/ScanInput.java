package io.postern.scan;

import io.postern.config.ScanProfile;
import io.postern.message.Body;
import io.postern.message.HeaderEdits;
import io.postern.smtp.Envelope;
import io.postern.smtp.Peer;
import io.vertx.core.Context;

/**
 * One message as scanners see it: the body as it came or as a scanner before has replaced it, what is to be changed of its
 * header section by now, and how its route wants it scanned; {@code context} is the client connection's event loop.
 */
public record ScanInput(Envelope envelope, Peer peer, Body body, HeaderEdits edits, ScanProfile profile, Context context,
        GridPatience patience) {

    public ScanInput(Envelope envelope, Peer peer, Body body, HeaderEdits edits, ScanProfile profile, Context context) {
        this(envelope, peer, body, edits, profile, context, new GridPatience());
    }

    public ScanInput(Envelope envelope, Peer peer, Body body, Context context) {
        this(envelope, peer, body, HeaderEdits.NONE, ScanProfile.DEFAULT, context);
    }

    /** The same on another context of the same event loop. */
    ScanInput on(Context other) {
        return new ScanInput(envelope, peer, body, edits, profile, other, patience);
    }

    ScanInput after(ScanResult soFar) {
        return soFar.isAsItCame() ? this
                : new ScanInput(envelope, peer, soFar.body().orElse(body), soFar.edits(), profile, context, patience);
    }
}
