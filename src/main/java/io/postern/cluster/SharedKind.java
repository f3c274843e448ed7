package io.postern.cluster;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.postern.route.AddressAnswer;
import io.postern.route.MxAnswer;
import io.postern.route.Perishable;

/**
 * A kind of answers that nodes share: the maps it stands in, and its form as octets.
 *
 * @param map of the answers; the number changes with their form
 * @param leases the map that says who asks the DNS at the moment
 * @param label the first word of the meter's labels
 * @param writing empty: not an answer to share
 * @param reading from octets and expiry; empty: octets of another form, cut, or with something left over
 */
record SharedKind<A extends Perishable>(
        String map,
        String leases,
        String label,
        Function<A, Optional<byte[]>> writing,
        BiFunction<byte[], Instant, Optional<A>> reading) {

    static final SharedKind<MxAnswer> MX =
            new SharedKind<>("postern-mx-1", "postern-mx-leases-1", "mx", MxOctets::write, MxOctets::read);
    static final SharedKind<AddressAnswer> ADDRESSES = new SharedKind<>(
            "postern-addresses-1", "postern-addresses-leases-1", "address", AddressOctets::write, AddressOctets::read);

    /** The meter's label for what is done with it. */
    String operation(String what) {
        return label + '-' + what;
    }

    Optional<byte[]> write(A answer) {
        return writing.apply(answer);
    }

    Optional<A> read(byte[] octets, Instant expiresAt) {
        return reading.apply(octets, expiresAt);
    }
}
