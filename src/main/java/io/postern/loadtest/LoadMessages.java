package io.postern.loadtest;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.postern.smtp.Mailbox;

/**
 * Makes the messages of a load, each anew from its number, so that a retry sends the same octets and none is kept.
 * Confined to one thread.
 */
final class LoadMessages {

    /** In two pieces each, so that no scanner takes this class for the test files. */
    private static final String EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
    private static final String GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*" + "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    private static final String BOUNDARY = "=_postern-load";
    private static final String PART = "\r\n--" + BOUNDARY + "\r\n";
    private static final int MAILBOXES = 50;
    private static final long SECOND = 1_000_000_000L;

    /** What a message's number decides about it. */
    private record Kind(boolean eicar, boolean gtube, boolean attachment, boolean eightBit) {

        boolean multipart() {
            return eicar || attachment;
        }
    }

    private final Load load;
    private final Corpus text;
    private final Corpus eightBitText;
    private final Corpus base64;
    private long dateNanos;
    private String date = "";

    LoadMessages(Load load) {
        this.load = load;
        this.text = Corpus.text(load.seed());
        this.eightBitText = Corpus.eightBitText(load.seed());
        this.base64 = Corpus.base64(load.seed());
    }

    boolean isInfected(MessageId id) {
        var kind = kind(random(id));
        return kind.eicar || kind.gtube;
    }

    LoadMessage message(MessageId id) {
        var random = random(id);
        var kind = kind(random);
        int octets = (int) Math.max(1, Math.min(Integer.MAX_VALUE / 2, load.mix().size().draw(random)));
        var pieces = Corpus.pieces();
        pieces.add(Unpooled.EMPTY_BUFFER);
        var digest = new CRC32C();
        body(kind, octets, random, pieces, digest);
        Corpus.add(".\r\n", pieces, digest);
        var stamp = new Stamp(load.run(), id);
        var from = new Mailbox(stamp.toString(), load.senders());
        var to = recipients(id, (int) load.mix().recipients().draw(random));
        var header = header(stamp, from, to.getFirst(), kind, Digest.text(digest));
        pieces.set(0, PooledByteBufAllocator.DEFAULT.directBuffer(header.length()));
        ByteBufUtil.writeAscii(pieces.getFirst(), header);
        return new LoadMessage(id, from, to, kind.eightBit, Unpooled.wrappedBuffer(pieces.size(), pieces.toArray(ByteBuf[]::new)));
    }

    private SplittableRandom random(MessageId id) {
        return new SplittableRandom(load.seed() * 1_000_003 + id.number());
    }

    private Kind kind(SplittableRandom random) {
        var mix = load.mix();
        return new Kind(random.nextDouble() < mix.eicar().value(), random.nextDouble() < mix.gtube().value(),
                random.nextDouble() < mix.attachments().value(), random.nextDouble() < mix.eightBit().value());
    }

    private void body(Kind kind, int octets, SplittableRandom random, List<ByteBuf> pieces, CRC32C digest) {
        var words = kind.eightBit ? eightBitText : text;
        if (kind.multipart()) {
            Corpus.add(PART + "Content-Type: text/plain; charset=utf-8\r\n\r\n", pieces, digest);
        }
        if (kind.gtube) {
            Corpus.add(GTUBE + "\r\n", pieces, digest);
        }
        words.cut(random, kind.attachment ? Math.max(1, octets / 10) : octets, pieces, digest);
        if (kind.attachment) {
            Corpus.add(PART + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
                    + "Content-Disposition: attachment; filename=\"figures.dat\"\r\n\r\n", pieces, digest);
            base64.cut(random, octets - octets / 10, pieces, digest);
        }
        if (kind.eicar) {
            Corpus.add(PART + "Content-Type: application/octet-stream\r\n"
                    + "Content-Disposition: attachment; filename=\"notes.dat\"\r\n\r\n" + EICAR, pieces, digest);
        }
        if (kind.multipart()) {
            Corpus.add("\r\n--" + BOUNDARY + "--\r\n", pieces, digest);
        }
    }

    private List<Mailbox> recipients(MessageId id, int count) {
        if (count <= 1) {
            return List.of(new Mailbox("inbox" + id.number() % MAILBOXES, load.recipients()));
        }
        var to = new ArrayList<Mailbox>(count);
        for (int i = 0; i < count; i++) {
            to.add(new Mailbox("inbox" + (id.number() + i), load.recipients()));
        }
        return to;
    }

    private String header(Stamp stamp, Mailbox from, Mailbox to, Kind kind, String digest) {
        return "Date: " + date() + "\r\nFrom: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: load message " + stamp
                + (kind.gtube ? " GTUBE" : "") + "\r\nMessage-ID: <" + from + ">\r\n" + Stamp.FIELD + ": " + stamp + "\r\n"
                + Digest.FIELD + ": " + digest + "\r\nMIME-Version: 1.0\r\n"
                + (kind.multipart()
                        ? "Content-Type: multipart/mixed; boundary=\"" + BOUNDARY + "\"\r\n\r\n"
                        : "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
                                + (kind.eightBit ? "8bit" : "7bit") + "\r\n\r\n");
    }

    private String date() {
        long now = System.nanoTime();
        if (date.isEmpty() || now - dateNanos > SECOND) {
            dateNanos = now;
            date = DateTimeFormatter.RFC_1123_DATE_TIME.format(OffsetDateTime.now(ZoneOffset.UTC));
        }
        return date;
    }
}
