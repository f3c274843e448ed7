package io.postern.world;

import java.util.Arrays;
import java.util.Optional;

import io.postern.world.DnsWorld.Fault;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

/** What one question is answered, faults included. */
final class DnsReply {

    private static final int PLAIN_UDP_OCTETS = 512;
    private static final Name ELSEWHERE = Name.fromConstantString("elsewhere.test.");

    private final Message query;
    private final boolean udp;
    private final DnsZone zone;
    private final Record question;
    private final Message reply;

    DnsReply(Message query, boolean udp, DnsZone zone) {
        this.query = query;
        this.udp = udp;
        this.zone = zone;
        this.question = query.getQuestion();
        this.reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(question, Section.QUESTION);
    }

    /** Empty: silence. */
    Optional<byte[]> octets(Fault fault, int missing) {
        return switch (fault) {
            case DROP -> Optional.empty();
            case SERVFAIL -> rcode(Rcode.SERVFAIL);
            case REFUSED -> rcode(Rcode.REFUSED);
            case NOTIMP -> rcode(Rcode.NOTIMP);
            case TRUNCATE -> udp ? cut() : answer(true);
            case STALL, HANG_UP -> udp ? cut() : Optional.empty();
            case LIE -> answer(true).map(wire -> Arrays.copyOf(wire, Math.max(0, wire.length - missing)));
            case GARBAGE -> Optional.of(garbage());
            case OVERSIZED -> Optional.of(oversized());
            case WRONG_ID -> {
                reply.getHeader().setID(query.getHeader().getID() ^ 1);
                yield answer(true);
            }
            case WRONG_QUESTION -> {
                reply.removeAllRecords(Section.QUESTION);
                reply.addRecord(Record.newRecord(ELSEWHERE, question.getType(), DClass.IN), Section.QUESTION);
                yield answer(true);
            }
            case NO_QUESTION -> {
                reply.removeAllRecords(Section.QUESTION);
                yield answer(true);
            }
            case LAME -> {
                reply.addRecord(new NSRecord(Name.root, DClass.IN, 300, ELSEWHERE), Section.AUTHORITY);
                yield notRecursing();
            }
            case EMPTY -> notRecursing();
            case AUTHENTIC -> {
                reply.getHeader().setFlag(Flags.AD);
                yield answer(true);
            }
            case ALIAS_ONLY -> answer(false);
            case UNRELATED -> {
                zone.others(question.getName()).forEach(record -> reply.addRecord(record, Section.ANSWER));
                yield answer(true);
            }
            case NONE -> answer(true);
        };
    }

    /** Cut, with TC, to what the client takes over UDP. */
    private Optional<byte[]> answer(boolean followAliases) {
        zone.resolve(reply, question.getName(), question.getType(), followAliases);
        return Optional.of(reply.toWire(udp ? payloadOctets() : Message.MAXLENGTH));
    }

    private int payloadOctets() {
        var edns = query.getOPT();
        return edns == null ? PLAIN_UDP_OCTETS : edns.getPayloadSize();
    }

    private Optional<byte[]> rcode(int rcode) {
        reply.getHeader().setRcode(rcode);
        return Optional.of(reply.toWire());
    }

    private Optional<byte[]> cut() {
        reply.getHeader().setFlag(Flags.TC);
        return Optional.of(reply.toWire());
    }

    private Optional<byte[]> notRecursing() {
        reply.getHeader().unsetFlag(Flags.RA);
        return Optional.of(reply.toWire());
    }

    private byte[] garbage() {
        var wire = reply.toWire();
        Arrays.fill(wire, 12, wire.length, (byte) 0xFF);
        return wire;
    }

    private byte[] oversized() {
        for (int i = 0; i < 20; i++) {
            reply.addRecord(new TXTRecord(question.getName(), DClass.IN, 300, i + "-".repeat(200)), Section.ANSWER);
        }
        zone.resolve(reply, question.getName(), question.getType(), true);
        return reply.toWire(Message.MAXLENGTH);
    }
}
