package io.postern.world;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Zone text as records, and what a name server makes of them. */
record DnsZone(List<Record> records) {

    static DnsZone of(String text) {
        var octets = new ByteArrayInputStream(("$TTL 300\n" + text).getBytes(StandardCharsets.US_ASCII));
        try (var master = new Master(octets, Name.root)) {
            var records = new ArrayList<Record>();
            for (var next = master.nextRecord(); next != null; next = master.nextRecord()) {
                records.add(next);
            }
            return new DnsZone(List.copyOf(records));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Record> others(Name name) {
        return records.stream().filter(record -> !record.getName().equals(name)).toList();
    }

    /** Puts answer or authority section and RCODE into the reply. */
    void resolve(Message reply, Name start, int type, boolean followAliases) {
        var name = start;
        for (int step = 0; step < 8; step++) {
            var current = name;
            var here = records.stream().filter(record -> record.getName().equals(current)).toList();
            var alias = here.stream().filter(CNAMERecord.class::isInstance).map(CNAMERecord.class::cast).findFirst();
            if (alias.isEmpty()) {
                var wanted = here.stream().filter(record -> record.getType() == type).toList();
                wanted.forEach(record -> reply.addRecord(record, Section.ANSWER));
                if (wanted.isEmpty()) {
                    boolean exists = records.stream().anyMatch(record -> record.getName().subdomain(current));
                    reply.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
                    records.stream().filter(record -> record.getType() == Type.SOA && current.subdomain(record.getName()))
                            .findFirst().ifPresent(soa -> reply.addRecord(soa, Section.AUTHORITY));
                }
                return;
            }
            reply.addRecord(alias.get(), Section.ANSWER);
            if (!followAliases) {
                return;
            }
            name = alias.get().getTarget();
        }
    }
}
