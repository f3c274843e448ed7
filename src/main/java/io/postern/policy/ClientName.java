package io.postern.policy;

import io.postern.smtp.Domain;

/** What the DNS says a client is called. */
public sealed interface ClientName {

    ClientName NONE = new None();
    ClientName UNKNOWN = new Unknown();

    /** The client's address leads to the name, and the name to the address. */
    record Confirmed(Domain name) implements ClientName {
    }

    /** It has no name, or none that leads back to it. */
    record None() implements ClientName {
    }

    /** The DNS did not say, or not in time. */
    record Unknown() implements ClientName {
    }
}
