package io.postern.route;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;

/** The addresses of a host, with the end of what we know. */
public sealed interface AddressAnswer extends Perishable {

    /** At least one address, of both families; {@code owner} is the name that has them, after aliases. */
    record Found(List<InetAddress> addresses, String owner, Instant expiresAt) implements AddressAnswer {
        public Found {
            addresses = List.copyOf(addresses);
        }
    }

    /** The name does not exist or has no address; both families were asked and answered. */
    record None(Instant expiresAt) implements AddressAnswer {
    }

    /** {@code why} is for the log. */
    record Unavailable(String why, Instant expiresAt) implements AddressAnswer {
    }

    @Override
    default boolean failure() {
        return this instanceof Unavailable;
    }

    @Override
    default boolean mayServeStale() {
        return this instanceof Found;
    }
}
