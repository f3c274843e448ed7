package io.postern.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * @param leases the map that says who asks the DNS at the moment, where that is asked
 * @param label the first word of the meter's labels
 * @param longest no value is kept for longer
 * @param backups copies on other members
 * @param writing empty: not an answer to share
 * @param reading from octets and expiry; empty: octets of another form, cut, or with something left over
 */
record SharedKind<A extends Perishable>(
        String map,
        Optional<String> leases,
        String label,
        Duration longest,
        int backups,
        Function<A, Optional<byte[]>> writing,
        BiFunction<byte[], Instant, Optional<A>> reading) {

    private static final Duration AN_HOUR = Duration.ofHours(1);

    /** A lost answer costs one question, so there is no backup. */
    static final SharedKind<MxAnswer> MX = new SharedKind<>("postern-mx-1", Optional.of("postern-mx-leases-1"), "mx",
            AN_HOUR, 0, MxOctets::write, MxOctets::read);
    static final SharedKind<AddressAnswer> ADDRESSES = new SharedKind<>("postern-addresses-1",
            Optional.of("postern-addresses-leases-1"), "address", AN_HOUR, 0, AddressOctets::write, AddressOctets::read);
    /** Of DNS lists. */
    static final SharedKind<AddressAnswer> LISTINGS = new SharedKind<>("postern-dns-lists-1", Optional.empty(), "dns-list",
            AN_HOUR, 0, AddressOctets::write, AddressOctets::read);
    static final SharedKind<SharedVerdicts.Judged> VERDICTS = new SharedKind<>("postern-verdicts-1", Optional.empty(), "verdict",
            AN_HOUR, 0, SharedVerdicts.Judged::write, SharedVerdicts.Judged::read);
    /** Of greylisting: lost, it makes people wait. */
    static final SharedKind<SharedMoments.Moment> MOMENTS = new SharedKind<>("postern-moments-1", Optional.empty(), "greylist",
            Duration.ofDays(36), 1, SharedMoments.Moment::write, SharedMoments.Moment::read);

    static final List<SharedKind<?>> ALL = List.of(MX, ADDRESSES, LISTINGS, VERDICTS, MOMENTS);

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
