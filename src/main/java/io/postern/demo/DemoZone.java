package io.postern.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.vertx.core.buffer.Buffer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.Zone;

/** One zone and what it answers: octets of a question in, octets of the answer out; knows no socket. */
final class DemoZone {

    /** RFC 1035 §4.2.1; a larger answer goes out truncated unless the question announced more (EDNS). */
    private static final int UDP_OCTETS = 512;

    private static final int TCP_OCTETS = 65_535;
    private static final int MAX_CNAMES = 8;

    private final Zone zone;

    private DemoZone(Zone zone) {
        this.zone = zone;
    }

    /** A zone from its text (RFC 1035 §5), SOA and NS included; {@code origin} ends with a dot. */
    static DemoZone parse(String origin, String text) throws IOException {
        var name = Name.fromString(origin);
        var records = new ArrayList<Record>();
        try (var master = new Master(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), name)) {
            for (var record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
        }
        return new DemoZone(new Zone(name, records.toArray(Record[]::new)));
    }

    /** The answer to one datagram; empty for what is no question. */
    Buffer answerDatagram(Buffer question) {
        return answer(question, false);
    }

    /** The answer to one message over TCP, without the length before it. */
    Buffer answerStream(Buffer question) {
        return answer(question, true);
    }

    private Buffer answer(Buffer octets, boolean stream) {
        try {
            var question = new Message(octets.getBytes());
            if (question.getHeader().getFlag(Flags.QR) || question.getQuestion() == null) {
                return Buffer.buffer();
            }
            var opt = question.getOPT();
            int announced = opt == null ? UDP_OCTETS : Math.max(UDP_OCTETS, opt.getPayloadSize());
            return Buffer.buffer(answer(question).toWire(stream ? TCP_OCTETS : announced));
        } catch (IOException notAMessage) {
            return Buffer.buffer();
        }
    }

    private Message answer(Message question) {
        var asked = question.getQuestion();
        var answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        if (question.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        answer.addRecord(asked, Section.QUESTION);
        if (!asked.getName().subdomain(zone.getOrigin()) || asked.getDClass() != DClass.IN) {
            answer.getHeader().setRcode(Rcode.REFUSED);
            return answer;
        }
        answer.getHeader().setFlag(Flags.AA);
        fill(answer, asked.getName(), asked.getType(), 0);
        return answer;
    }

    private void fill(Message answer, Name name, int type, int cnames) {
        var found = zone.findRecords(name, type);
        if (found.isSuccessful()) {
            found.answers().forEach(set -> add(answer, set, Section.ANSWER));
        } else if (found.isCNAME() && cnames < MAX_CNAMES) {
            answer.addRecord(found.getCNAME(), Section.ANSWER);
            fill(answer, found.getCNAME().getTarget(), type, cnames + 1);
        } else if (found.isNXDOMAIN() || found.isNXRRSET()) {
            answer.getHeader().setRcode(found.isNXDOMAIN() ? Rcode.NXDOMAIN : Rcode.NOERROR);
            negative().forEach(soa -> add(answer, soa, Section.AUTHORITY));
        }
    }

    /** The SOA, whose minimum says how long the negative answer holds (RFC 2308 §3). */
    private List<RRset> negative() {
        return zone.findRecords(zone.getOrigin(), Type.SOA).answers();
    }

    private static void add(Message answer, RRset set, int section) {
        set.rrs().forEach(record -> answer.addRecord(record, section));
    }
}
