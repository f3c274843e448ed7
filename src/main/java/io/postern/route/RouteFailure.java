package io.postern.route;

/** Why there is nobody to hand the mail to. */
public enum RouteFailure {

    /** The domain does not exist, or has neither MX nor address. */
    NO_SUCH_DOMAIN,

    /** None of the hosts has an address, and every question was answered. */
    NO_ADDRESS,

    /** The domain takes no mail (RFC 7505). */
    NULL_MX,

    /** Every candidate is this cluster (RFC 5321 §5.1). */
    LOOP,

    /** Every address is one that a stranger's DNS may not aim us at. */
    REFUSED_ADDRESS,

    /** The DNS gave no usable answer; later it may. */
    DNS_UNAVAILABLE,

    /** What our own configuration names does not exist, has no address, or leads back to us. */
    MISCONFIGURED;

    /** The same failure where our configuration wrote the name: our trouble, not the sender's. */
    RouteFailure whereConfigured(boolean configured) {
        return configured && this != DNS_UNAVAILABLE ? MISCONFIGURED : this;
    }
}
