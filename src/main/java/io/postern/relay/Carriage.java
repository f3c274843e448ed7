package io.postern.relay;

import io.postern.message.Body;
import io.postern.smtp.Capabilities;
import io.postern.smtp.Extension;

/** How one message's octets go over one connection, chosen before MAIL. */
enum Carriage {
    /** The wire form after 354, ended by the dot (RFC 5321 §4.1.1.4). */
    DATA,
    /** The content as one chunk that is the last, after every recipient was accepted (RFC 3030 §2). */
    BDAT,
    /**
     * MAIL, RCPT and the one chunk together (RFC 3030 §4.2): a round trip less. Only for a single recipient, since a mixed
     * answer would deliver to some (I2), and only on a fresh connection, since what was written on a stale one could not
     * be tried again (I4).
     */
    ONE_FLIGHT;

    static Carriage of(Delivery delivery, Capabilities hop, boolean reused) {
        if (!hop.has(Extension.CHUNKING)) {
            return DATA;
        }
        if (!reused && delivery.envelope().recipients().size() == 1 && hop.pipelining()
                && BodyPump.isOneWrite(delivery.body())) {
            return ONE_FLIGHT;
        }
        // the wire form gains nothing from a chunk that comes as late as DATA's body would
        return delivery.body().form() == Body.Form.CONTENT ? BDAT : DATA;
    }

    boolean isChunk() {
        return this != DATA;
    }
}
