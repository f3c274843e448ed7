package io.postern.dns;

import java.time.Duration;
import java.util.List;

/** What the DNS said to one question. Times to live are as received, negative ones capped; nothing is rounded up here. */
public sealed interface DnsAnswer<T> {

    /**
     * At least one record. {@code ttl} is the least of the records and of the aliases on the way, {@code owner} the name
     * that has the records, after aliases; {@code authenticated} is the server's AD flag, worth what the path to it is.
     */
    record Records<T>(List<T> records, Duration ttl, boolean authenticated, String owner) implements DnsAnswer<T> {
    }

    /** The name does not exist (NXDOMAIN). */
    record NoSuchName<T>(Duration ttl) implements DnsAnswer<T> {
    }

    /** The name exists and has no record of that type. */
    record NoData<T>(Duration ttl) implements DnsAnswer<T> {
    }

    /** No usable answer: an error code, a timeout, or octets that are no answer; {@code why} is for the log. */
    record Unavailable<T>(String why) implements DnsAnswer<T> {
    }
}
