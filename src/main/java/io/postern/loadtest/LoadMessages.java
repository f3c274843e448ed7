package io.postern.loadtest;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;

import io.postern.smtp.Mailbox;
import io.vertx.core.buffer.Buffer;

/**
 * Makes the messages of a load, each anew from its number, so that a retry sends the same octets and none is kept. Lines
 * of all lengths, some starting with a dot; the infected ones carry the EICAR test file as an attachment of its own.
 */
final class LoadMessages {

    /** In two pieces, so that no scanner takes this class for the test file. */
    private static final String EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    private static final String BOUNDARY = "=_postern-load";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz     .";

    private final Load load;

    LoadMessages(Load load) {
        this.load = load;
    }

    LoadMessage message(MessageId id) {
        var random = new SplittableRandom(load.seed() * 1_000_003 + id.number());
        var infected = load.isInfected(id);
        var text = text(random, octets(random));
        var body = (infected ? infected(text) : text) + ".\r\n";
        var digest = Digest.of(body.getBytes(StandardCharsets.ISO_8859_1));
        var from = new Mailbox(id.toString(), load.senders());
        var to = new Mailbox("inbox" + id.number() % 50, load.recipients());
        var message = Buffer.buffer(header(id, from, to, infected, digest) + body, "ISO-8859-1");
        return new LoadMessage(id, infected, from, to, message);
    }

    private int octets(SplittableRandom random) {
        var smallest = Math.log(load.smallestOctets());
        return (int) Math.exp(smallest + random.nextDouble() * (Math.log(load.largestOctets()) - smallest));
    }

    /** Lines up to about {@code octets} octets in all, dot-stuffed (RFC 5321 §4.5.2). */
    private static String text(SplittableRandom random, int octets) {
        var text = new StringBuilder(octets + 80);
        while (text.length() < octets) {
            int length = random.nextInt(78);
            for (int i = 0; i < length; i++) {
                char c = LETTERS.charAt(random.nextInt(LETTERS.length()));
                text.append(i == 0 && c == '.' ? ".." : c);
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    private static String infected(String text) {
        return "--" + BOUNDARY + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n" + text
                + "\r\n--" + BOUNDARY + "\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Disposition: attachment; filename=\"notes.dat\"\r\n\r\n" + EICAR
                + "\r\n--" + BOUNDARY + "--\r\n";
    }

    private static String header(MessageId id, Mailbox from, Mailbox to, boolean infected, String digest) {
        return "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(OffsetDateTime.now(ZoneOffset.UTC)) + "\r\n"
                + "From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: load message " + id + "\r\n"
                + "Message-ID: <" + from + ">\r\n" + MessageId.FIELD + ": " + id + "\r\n"
                + Digest.FIELD + ": " + digest + "\r\nMIME-Version: 1.0\r\n"
                + (infected
                        ? "Content-Type: multipart/mixed; boundary=\"" + BOUNDARY + "\"\r\n\r\n"
                        : "Content-Type: text/plain; charset=us-ascii\r\n\r\n");
    }
}
