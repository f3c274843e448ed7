package io.postern.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What one message says about the name at the end of the trail; pure, but for moving the trail along. */
sealed interface Reading {

    /** RFC 2308 §5 lets us cap what a zone asks for. */
    Duration MAX_NEGATIVE = Duration.ofMinutes(5);

    record Found(List<Record> records, Name owner, Duration ttl, boolean authenticated) implements Reading {
    }

    /** The message ended at an alias: the trail's name has to be asked for. */
    record Ask(AliasTrail trail) implements Reading {
    }

    record NoName(Duration ttl) implements Reading {
    }

    record Nothing(Duration ttl) implements Reading {
    }

    record Useless(String why) implements Reading {
    }

    /** The RCODE comes first: an empty SERVFAIL is no NODATA. {@code trusted}: the server's AD flag counts. */
    static Reading of(Message message, AliasTrail trail, int type, boolean trusted) {
        int rcode = message.getRcode();
        if (!message.getHeader().getFlag(Flags.QR)) {
            return new Useless("not a response");
        }
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return new Useless(Rcode.string(rcode));
        }
        if (message.getHeader().getFlag(Flags.TC)) {
            return new Useless("truncated over TCP");
        }
        var asked = trail.name();
        trail.answered(trusted && message.getHeader().getFlag(Flags.AD));
        while (true) {
            var records = at(message, trail.name(), type);
            if (!records.isEmpty()) {
                return found(message, records, trail);
            }
            var aliases = at(message, trail.name(), Type.CNAME);
            if (aliases.isEmpty()) {
                return nothing(message, trail, !asked.equals(trail.name()));
            }
            var alias = (CNAMERecord) aliases.getFirst();
            if (!trail.follow(alias.getTarget(), Duration.ofSeconds(alias.getTTL()))) {
                return new Useless("alias loop at " + alias.getTarget());
            }
        }
    }

    /** RFC 6604 §3: with aliases the RCODE is about the last name. RFC 2308 §2.2: an SOA makes an empty answer NODATA. */
    private static Reading nothing(Message message, AliasTrail trail, boolean aliased) {
        if (!message.getHeader().getFlag(Flags.AA) && !message.getHeader().getFlag(Flags.RA)) {
            return new Useless("lame: the server neither knows nor recurses");
        }
        var soa = message.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance).map(SOARecord.class::cast)
                .filter(zone -> trail.name().subdomain(zone.getName())).findFirst();
        var ttl = least(trail.ttl(), soa.map(Reading::negativeTtl).orElse(Duration.ZERO));
        if (message.getRcode() == Rcode.NXDOMAIN) {
            return new NoName(ttl);
        }
        if (soa.isPresent()) {
            return new Nothing(ttl);
        }
        if (aliased) {
            return new Ask(trail);
        }
        boolean referral = !message.getHeader().getFlag(Flags.AA)
                && message.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == Type.NS);
        return referral ? new Useless("referral: the server does not recurse") : new Nothing(ttl);
    }

    private static Reading found(Message message, List<Record> records, AliasTrail trail) {
        var ttl = trail.ttl();
        for (var record : records) {
            ttl = least(ttl, Duration.ofSeconds(record.getTTL()));
        }
        return new Found(records, trail.name(), ttl, trail.authenticated());
    }

    private static List<Record> at(Message message, Name name, int type) {
        var matching = new ArrayList<Record>();
        for (var record : message.getSection(Section.ANSWER)) {
            if (record.getType() == type && record.getDClass() == DClass.IN && record.getName().equals(name)) {
                matching.add(record);
            }
        }
        return matching;
    }

    /** RFC 2308 §5: the lesser of the SOA's own time to live and its minimum field. */
    private static Duration negativeTtl(SOARecord soa) {
        return least(MAX_NEGATIVE, Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum())));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
