package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.netty.util.NetUtil;
import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.Peer;

/** The Received header that we put on top of each message (RFC 5321 §4.4). */
public final class TraceHeader {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private static final int COMMENT_OCTETS = 120;

    /** The text of one second; any thread may write it, all read a whole one. */
    private record Second(long epochSecond, String text) {
    }

    private static volatile Second current = new Second(Long.MIN_VALUE, "");

    private TraceHeader() {
    }

    /**
     * The whole header field, folded, with its CRLF.
     *
     * @param byHost our name
     * @param at when the client began to send the message
     * @param headless no header field follows: the empty line that ends the header section is ours to write, or the message
     *        would become a part of this field (as Postfix does)
     */
    public static byte[] received(Peer peer, Envelope envelope, String byHost, Instant at, boolean headless) {
        var literal = literal(peer);
        var field = new StringBuilder(256)
                .append("Received: from ").append(peer.helo().isEmpty() ? literal : domain(peer.helo()))
                .append(" (");
        // TCP-info of RFC 5321 §4.4: the address, after the name if it is one that leads back
        peer.name().ifPresent(name -> field.append(domain(name)).append(' '));
        field.append(literal).append(')').append(tls(peer)).append("\r\n\tby ").append(domain(byHost))
                .append(" with ").append(protocol(peer, envelope.parameters().smtpUtf8()))
                .append(" id ").append(domain(envelope.id()));
        // more than one recipient would tell each about the others: RFC 5321 §7.2
        if (envelope.recipients().size() == 1) {
            field.append("\r\n\tfor <").append(printable(
                    envelope.recipients().getFirst().toString(), envelope.parameters().smtpUtf8())).append('>');
        }
        field.append(";\r\n\t").append(date(at.getEpochSecond())).append(headless ? "\r\n\r\n" : "\r\n");
        return field.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 5322 §3.3, in UTC. */
    public static String date(Instant at) {
        return date(at.getEpochSecond());
    }

    static String date(long epochSecond) {
        var second = current;
        if (second.epochSecond() != epochSecond) {
            second = new Second(epochSecond, DATE.format(Instant.ofEpochSecond(epochSecond)));
            current = second;
        }
        return second.text();
    }

    /** RFC 5321 §4.1.3; a zone ({@code %eth0}) says nothing to others. */
    private static String literal(Peer peer) {
        var text = NetUtil.toAddressString(peer.address());
        int zone = text.indexOf('%');
        var address = zone < 0 ? text : text.substring(0, zone);
        return address.indexOf(':') < 0 ? '[' + address + ']' : "[IPv6:" + address + ']';
    }

    /** A comment for people, in the words that most mail servers use. */
    private static String tls(Peer peer) {
        if (peer.tls().isEmpty()) {
            return "";
        }
        var words = comment(peer.tls().get()).replaceFirst(" ", " with cipher ");
        var client = peer.certificate().map(shown -> "\r\n\t(Client CN \"" + comment(shown.subject())
                + (shown.verified() ? "\", verified)" : "\", not verified)")).orElse("");
        return "\r\n\t(using " + words + ')' + client;
    }

    /** What a client's certificate says can be anything: nothing is left that could end a comment (RFC 5322 §3.2.2). */
    private static String comment(String text) {
        var safe = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(text.length(), COMMENT_OCTETS); i++) {
            char c = text.charAt(i);
            safe.append(c >= ' ' && c <= '~' && "()\\\"".indexOf(c) < 0 ? c : '?');
        }
        return safe.toString();
    }

    /** RFC 3848, RFC 6531 §4.3. */
    private static String protocol(Peer peer, boolean smtpUtf8) {
        if (smtpUtf8) {
            return peer.tls().isPresent() ? "UTF8SMTPS" : "UTF8SMTP";
        }
        if (!peer.extended()) {
            return "SMTP";
        }
        return peer.tls().isPresent() ? "ESMTPS" : "ESMTP";
    }

    /** What a client calls itself can be anything: only what may stand in a domain or address literal is left. */
    private static String domain(String text) {
        var safe = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(text.length(), Domain.MAX_OCTETS); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            safe.append(letter || "-._:[]".indexOf(c) >= 0 ? c : '?');
        }
        return safe.isEmpty() ? "?" : safe.toString();
    }

    /** RFC 6531 §3.7.3: UTF-8 only in a message that travels with SMTPUTF8. */
    private static String printable(String text, boolean smtpUtf8) {
        var safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            safe.append(c >= ' ' && c <= '~' || smtpUtf8 && c >= 0xA0 ? c : '?');
        }
        return safe.toString();
    }
}
