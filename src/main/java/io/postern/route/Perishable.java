package io.postern.route;

import java.time.Instant;

/** An answer that ends at {@code expiresAt} by the wall clock, since it may come from another node. */
public interface Perishable {

    Instant expiresAt();

    /** We could not learn anything; kept a few seconds and never shared (RFC 9520). */
    boolean failure();

    /** Whether it may be used for a while after its end when the DNS fails (RFC 8767): only what lets mail flow. */
    boolean mayServeStale();
}
