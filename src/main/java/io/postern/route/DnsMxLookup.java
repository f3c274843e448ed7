package io.postern.route;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

import io.postern.config.Config;
import io.postern.dns.Dns;
import io.postern.dns.DnsAnswer;
import io.postern.dns.MxRecord;
import io.vertx.core.Future;

/** Asks the DNS itself, each time. An empty answer is an implicit MX only if the server said so (RFC 5321 §5.1). */
public final class DnsMxLookup implements MxLookup {

    /** More do not fit into the memory of a cache that a stranger's zone may fill; the most preferred ones are kept. */
    private static final int MAX_HOSTS = 100;
    private static final String ROOT = ".";

    private final Dns dns;
    private final Expiry expiry;
    private final Oddities oddities = new Oddities();

    public DnsMxLookup(Dns dns, Config.Dns config, InstantSource clock) {
        this.dns = dns;
        this.expiry = new Expiry(config, clock);
    }

    @Override
    public Future<MxAnswer> lookup(String domain) {
        return dns.mx(domain).map(answer -> answer(domain, answer));
    }

    private MxAnswer answer(String domain, DnsAnswer<MxRecord> answer) {
        return switch (answer) {
            case DnsAnswer.Records<MxRecord> found -> found(domain, found);
            case DnsAnswer.NoData<MxRecord>(var ttl) -> new MxAnswer.ImplicitHost(domain, expiry.negative(ttl));
            case DnsAnswer.NoSuchName<MxRecord>(var ttl) -> new MxAnswer.NoSuchDomain(expiry.negative(ttl));
            case DnsAnswer.Unavailable<MxRecord>(var why) -> new MxAnswer.Unavailable(why, expiry.failure());
        };
    }

    /** RFC 7505 §3: a null MX stands alone; beside real hosts the root is no host. */
    private MxAnswer found(String domain, DnsAnswer.Records<MxRecord> found) {
        var end = expiry.positive(found.ttl());
        var hosts = hosts(found.records());
        if (hosts.isEmpty()) {
            return new MxAnswer.NullMx(end);
        }
        report(domain, found.records(), hosts);
        return new MxAnswer.Hosts(hosts, end);
    }

    private void report(String domain, List<MxRecord> records, List<MxHost> hosts) {
        for (var record : records) {
            if (record.exchange().equals(ROOT)) {
                oddities.nullMxAmongOthers(domain);
            }
        }
        for (var host : hosts) {
            if (HostLiteral.address(host.name()).isPresent()) {
                oddities.mxHostIsLiteral(domain, host.name());
            }
        }
    }

    private static List<MxHost> hosts(List<MxRecord> records) {
        var sorted = new ArrayList<>(records);
        sorted.sort(Comparator.comparingInt(MxRecord::preference).thenComparing(MxRecord::exchange));
        var names = new HashSet<String>();
        var hosts = new ArrayList<MxHost>();
        for (var record : sorted) {
            if (hosts.size() < MAX_HOSTS && !record.exchange().equals(ROOT) && names.add(record.exchange())) {
                hosts.add(new MxHost(record.exchange(), record.preference()));
            }
        }
        return hosts;
    }
}
