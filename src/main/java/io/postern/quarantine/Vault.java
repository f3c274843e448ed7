package io.postern.quarantine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where parcels lie: a folder or a bucket, perhaps one that several nodes share. All methods block, and fail with an {@link
 * IOException} if the place cannot be reached or does not do what it is asked. Ids are transaction ids.
 */
interface Vault extends AutoCloseable {

    /** How many shelves there are; the id says which one a parcel lies on. */
    int SHELVES = 256;

    /** One parcel on a shelf. */
    record Lying(String id, long octets) {
    }

    /** The shelf that an id belongs to. */
    static int shelf(String id) {
        return Packing.sha256().digest(id.getBytes(StandardCharsets.UTF_8))[0] & 0xFF;
    }

    /** The shelf's name in paths. */
    static String shelfName(int shelf) {
        return "%02x".formatted(shelf);
    }

    /** Says what it is in the log. */
    String name();

    /** Makes what is missing and finds out whether the place can be used. */
    void prepare() throws IOException;

    /** Takes over what earlier versions kept there in another way. */
    void convert() throws IOException;

    /**
     * Returns once the parcel would outlast a loss of power. Past {@code budget}, or after any other failure, nothing of it is
     * there, unless the place is out of reach.
     */
    void put(Parcel parcel, Duration budget) throws IOException;

    /** The stored octets from the beginning; the caller closes them. */
    Optional<InputStream> get(String id) throws IOException;

    /** As {@link #get}, for somebody who wants the head only. */
    Optional<InputStream> head(String id) throws IOException;

    /** Whether it was there. */
    boolean delete(String id) throws IOException;

    /**
     * Something that differs if parcels have come to a shelf or gone from it since; nothing where that is not known without
     * listing it.
     */
    Optional<Object> state(int shelf) throws IOException;

    /** Everything on one shelf, in no order; what was put just now may not be there yet. For one thread only. */
    List<Lying> list(int shelf) throws IOException;

    /** How many parcels are best read at once. */
    int readsAtOnce();

    /** How old a list may be before looking again is worth its cost. */
    Duration freshness();

    /** By how much this node's clock is ahead of the place's own, since {@link #prepare} found out; negative if behind. */
    Duration clockAhead();

    @Override
    void close();
}
