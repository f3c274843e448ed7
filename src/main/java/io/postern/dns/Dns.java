package io.postern.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.postern.config.Config;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Questions to recursive name servers, uncached. Thread-safe; a future completes on the caller's context and never fails:
 * all that goes wrong is {@link DnsAnswer.Unavailable}. A question takes {@code dns.timeout} at most, aliases
 * and TCP included.
 */
public final class Dns {

    /** Questions for one answer when servers leave the aliases to us. */
    private static final int MAX_QUESTIONS = 8;

    private final Vertx vertx;
    private final Duration timeout;
    private final Supplier<NameServers> servers;

    /** Asks the servers of the system, and reads its settings here, where none are configured: not on an event loop. */
    public Dns(Vertx vertx, Config.Dns config) {
        this(vertx, config, SystemServers.RESOLV_CONF, System::nanoTime);
    }

    Dns(Vertx vertx, Config.Dns config, Path resolvConf, LongSupplier nanoClock) {
        this.vertx = vertx;
        this.timeout = config.timeout();
        var transports = new Transports(vertx, timeout);
        boolean listed = !config.servers().isEmpty();
        Function<List<InetSocketAddress>, NameServers> making =
                addresses -> new NameServers(addresses, listed, timeout, transports, nanoClock);
        var ours = making.apply(config.servers());
        this.servers = listed ? () -> ours : new SystemServers(vertx, resolvConf, nanoClock, making);
    }

    /** The MX records at the name, aliases followed, in no order; a root exchange is left in. */
    public Future<DnsAnswer<MxRecord>> mx(String name) {
        return ask(name, Type.MX, record -> {
            var mx = (MXRecord) record;
            return new MxRecord(mx.getPriority(), text(mx.getTarget()));
        });
    }

    /** The A records at the name, aliases followed. */
    public Future<DnsAnswer<InetAddress>> ipv4(String name) {
        return ask(name, Type.A, record -> address(((ARecord) record).getAddress()));
    }

    /** The AAAA records at the name, aliases followed; IPv4-mapped addresses come out as IPv4. */
    public Future<DnsAnswer<InetAddress>> ipv6(String name) {
        return ask(name, Type.AAAA, record -> address(((AAAARecord) record).getAddress()));
    }

    /** The names that the PTR records of the address lead to, aliases followed (RFC 2317), in no order. */
    public Future<DnsAnswer<String>> ptr(InetAddress address) {
        return ask(ReverseName.inArpa(address), Type.PTR, record -> text(((PTRRecord) record).getTarget()));
    }

    /** The TXT records at the name, aliases followed, each with its strings joined (RFC 7208 §3.3), one char an octet. */
    public Future<DnsAnswer<String>> txt(String name) {
        return ask(name, Type.TXT, record -> {
            var text = new StringBuilder();
            ((TXTRecord) record).getStringsAsByteArrays().forEach(part -> text.append(new String(part, StandardCharsets.ISO_8859_1)));
            return text.toString();
        });
    }

    private <T> Future<DnsAnswer<T>> ask(String text, int type, Function<Record, T> convert) {
        Name name;
        try {
            name = Name.fromString(text, Name.root);
        } catch (TextParseException notEncodable) {
            return Future.succeededFuture(new DnsAnswer.NoSuchName<>(Reading.MAX_NEGATIVE));
        }
        return chase(vertx.getOrCreateContext(), new AliasTrail(name), type, convert)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.succeededFuture(new DnsAnswer.Unavailable<>(Inquiry.why(failure))));
    }

    /** RFC 1034 §3.6.2: most servers follow an alias within the answer; where they do not, its target is asked for. */
    private <T> Future<DnsAnswer<T>> chase(Context context, AliasTrail trail, int type, Function<Record, T> convert) {
        if (trail.questions() == MAX_QUESTIONS) {
            return Future.succeededFuture(new DnsAnswer.Unavailable<>("more than " + MAX_QUESTIONS + " aliases"));
        }
        trail.asked();
        return new Inquiry(context, servers.get(), trail, type).run().compose(reading -> switch (reading) {
            case Reading.Ask(var further) -> chase(context, further, type, convert);
            case Reading.Found found -> Future.succeededFuture(records(found, convert));
            case Reading.NoName(var ttl) -> Future.succeededFuture(new DnsAnswer.NoSuchName<>(ttl));
            case Reading.Nothing(var ttl) -> Future.succeededFuture(new DnsAnswer.NoData<>(ttl));
            case Reading.Useless(var why) -> Future.succeededFuture(new DnsAnswer.Unavailable<>(why));
        });
    }

    private static <T> DnsAnswer<T> records(Reading.Found found, Function<Record, T> convert) {
        var converted = new ArrayList<T>(found.records().size());
        for (var record : found.records()) {
            converted.add(convert.apply(record));
        }
        return new DnsAnswer.Records<>(
                List.copyOf(converted), found.ttl(), found.authenticated(), text(found.owner()));
    }

    /** Without the owner's name that dnsjava keeps in the address. */
    private static InetAddress address(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "." : name.toString(true).toLowerCase(Locale.ROOT);
    }
}
