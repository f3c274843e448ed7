package io.postern.relay;

import io.postern.smtp.Reply;

/** Who holds a connection and hears its replies; exactly one of the last two ends it, and nothing comes after. */
interface Conversation {

    void answered(Reply reply);

    /** Closed by the next hop, or timed out and closed by us. */
    void lost(String cause);

    /** Not SMTP, or a reply where none is due; the connection is closed. */
    void babbled(String what);
}
