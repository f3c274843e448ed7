package io.postern.route;

import java.util.Locale;

/** A host, or one address of it, that is no candidate; {@code address} is empty where the whole host is meant. */
record Cut(String host, String address, int preference, Why why) {

    enum Why {
        /** By name or address, mail to it reaches this cluster (RFC 5321 §5.1). */
        OWN_CLUSTER,
        /** Its preference is not better than this cluster's. */
        NOT_BETTER_THAN_OWN_CLUSTER,
        /** {@code relay.refuse-addresses} */
        REFUSED_ADDRESS,
        NO_ADDRESS,
        DNS_UNAVAILABLE,
        /** Another name of the level leads there too. */
        DUPLICATE,
        /** Better ones are enough for one message. */
        ENOUGH_OTHERS;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static Cut host(NextHop hop, Why why) {
        return new Cut(hop.host(), "", hop.preference(), why);
    }
}
