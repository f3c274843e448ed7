package io.postern.route;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;

import io.postern.config.Config;
import io.postern.dns.Dns;
import io.postern.dns.DnsAnswer;
import io.vertx.core.Future;

/** Asks the DNS itself for A and AAAA at once. One family is enough; none needs an answer from both. */
public final class DnsAddressLookup implements AddressLookup {

    /** With one family unanswered the other is asked again soon. */
    private static final Duration HALF_KNOWN = Duration.ofSeconds(30);

    private final Dns dns;
    private final Expiry expiry;

    public DnsAddressLookup(Dns dns, Config.Dns config, InstantSource clock) {
        this.dns = dns;
        this.expiry = new Expiry(config, clock);
    }

    @Override
    public Future<AddressAnswer> lookup(String host) {
        var four = dns.ipv4(host);
        var six = dns.ipv6(host);
        return Future.all(four, six).map(_ -> merge(host, four.result(), six.result()));
    }

    private AddressAnswer merge(String host, DnsAnswer<InetAddress> four, DnsAnswer<InetAddress> six) {
        var addresses = new ArrayList<InetAddress>();
        collect(four, addresses);
        collect(six, addresses);
        boolean unanswered = four instanceof DnsAnswer.Unavailable || six instanceof DnsAnswer.Unavailable;
        if (!addresses.isEmpty()) {
            var ttl = least(positiveTtl(four), positiveTtl(six));
            return new AddressAnswer.Found(addresses, owner(host, four, six),
                    expiry.positive(unanswered ? least(ttl, HALF_KNOWN) : ttl));
        }
        if (unanswered) {
            return new AddressAnswer.Unavailable(why(four, six), expiry.failure());
        }
        return new AddressAnswer.None(expiry.negative(least(negativeTtl(four), negativeTtl(six))));
    }

    private static void collect(DnsAnswer<InetAddress> answer, ArrayList<InetAddress> addresses) {
        if (answer instanceof DnsAnswer.Records<InetAddress> found) {
            for (var address : found.records()) {
                if (!addresses.contains(address)) {
                    addresses.add(address);
                }
            }
        }
    }

    private static String owner(String host, DnsAnswer<InetAddress> four, DnsAnswer<InetAddress> six) {
        if (four instanceof DnsAnswer.Records<InetAddress> found) {
            return found.owner();
        }
        return six instanceof DnsAnswer.Records<InetAddress> found ? found.owner() : host;
    }

    private static Duration positiveTtl(DnsAnswer<InetAddress> answer) {
        return answer instanceof DnsAnswer.Records<InetAddress> found ? found.ttl() : Duration.ofDays(1);
    }

    private static Duration negativeTtl(DnsAnswer<InetAddress> answer) {
        return switch (answer) {
            case DnsAnswer.NoData<InetAddress>(var ttl) -> ttl;
            case DnsAnswer.NoSuchName<InetAddress>(var ttl) -> ttl;
            case DnsAnswer.Records<InetAddress> _, DnsAnswer.Unavailable<InetAddress> _ -> Duration.ZERO;
        };
    }

    private static String why(DnsAnswer<InetAddress> four, DnsAnswer<InetAddress> six) {
        return four instanceof DnsAnswer.Unavailable<InetAddress>(var why) ? why
                : six instanceof DnsAnswer.Unavailable<InetAddress>(var why) ? why : "";
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
