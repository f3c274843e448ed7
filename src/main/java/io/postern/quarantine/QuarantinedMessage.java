package io.postern.quarantine;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.postern.smtp.BodyType;
import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.ReversePath;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The description of one message in quarantine: its transaction id, when it was kept, envelope, client and HELO name,
 * the route it would have taken (empty if it was kept before routes were written down), who judged it and how. {@code subject} is the field as it was written, empty without one; {@code octets} counts content
 * without the trace.
 */
public record QuarantinedMessage(
        String id,
        Instant time,
        ReversePath from,
        List<Mailbox> recipients,
        MailParameters parameters,
        Map<Mailbox, RcptParameters> requests,
        InetAddress client,
        String helo,
        String route,
        String scanner,
        String verdict,
        String reason,
        String subject,
        long octets) {

    private static final int MAX_ID_LENGTH = 100;

    public QuarantinedMessage {
        recipients = List.copyOf(recipients);
        requests = Map.copyOf(requests);
    }

    /** Without its subject, which the store finds. */
    public QuarantinedMessage(String id, Instant time, Envelope envelope, InetAddress client, String helo, String route,
            String scanner, String verdict, String reason, long octets) {
        this(id, time, envelope.from(), envelope.recipients(), envelope.parameters(), envelope.requests(), client, helo, route,
                scanner, verdict, reason, "", octets);
    }

    QuarantinedMessage withSubject(String written) {
        return new QuarantinedMessage(id, time, from, recipients, parameters, requests, client, helo, route, scanner, verdict,
                reason, written, octets);
    }

    /** What is written on its outside. */
    public Envelope envelope() {
        return new Envelope(id, from, recipients, parameters, requests);
    }

    /** Whether a text can be a transaction id, and so a file's name: letters, digits and hyphens. */
    public static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= MAX_ID_LENGTH && text.chars().allMatch(
                c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-');
    }

    public JsonObject toJson() {
        var json = new JsonObject()
                .put("id", id)
                .put("time", time.toString())
                .put("from", from.mailbox().map(Mailbox::toString).orElse(""))
                .put("recipients", new JsonArray(recipients.stream().map(Mailbox::toString).toList()));
        parameters.size().ifPresent(size -> json.put("size", size));
        parameters.body().ifPresent(body -> json.put("body", body.keyword()));
        parameters.ret().ifPresent(ret -> json.put("ret", ret.name()));
        parameters.envelopeId().ifPresent(envelopeId -> json.put("envid", envelopeId));
        if (!requests.isEmpty()) {
            json.put("requests", RequestsJson.write(requests));
        }
        return json
                .put("smtputf8", parameters.smtpUtf8())
                .put("client", client.getHostAddress())
                .put("helo", helo)
                .put("route", route)
                .put("scanner", scanner)
                .put("verdict", verdict)
                .put("reason", reason)
                .put("subject", subject)
                .put("octets", octets);
    }

    /** Empty if this is not a description that {@link #toJson} wrote. */
    public static Optional<QuarantinedMessage> fromJson(JsonObject json) {
        try {
            return Optional.of(read(json));
        } catch (RuntimeException notADescription) {
            return Optional.empty();
        }
    }

    private static QuarantinedMessage read(JsonObject json) {
        var from = text(json, "from");
        var recipients = new ArrayList<Mailbox>();
        for (var recipient : json.getJsonArray("recipients")) {
            recipients.add(mailbox((String) recipient));
        }
        var size = json.getLong("size");
        var body = json.getString("body");
        return new QuarantinedMessage(
                text(json, "id"),
                Instant.parse(text(json, "time")),
                from.isEmpty() ? ReversePath.NULL : ReversePath.of(mailbox(from)),
                recipients,
                new MailParameters(
                        size == null ? OptionalLong.empty() : OptionalLong.of(size),
                        body == null ? Optional.empty() : Optional.of(bodyType(body)),
                        json.getBoolean("smtputf8"),
                        Optional.ofNullable(json.getString("ret")).map(MailParameters.Ret::valueOf),
                        Optional.ofNullable(json.getString("envid")),
                        false),
                RequestsJson.read(json.getJsonArray("requests", new JsonArray())),
                InetAddress.ofLiteral(text(json, "client")),
                text(json, "helo"),
                json.getString("route", ""),
                text(json, "scanner"),
                text(json, "verdict"),
                text(json, "reason"),
                json.getString("subject", ""),
                json.getLong("octets"));
    }

    private static String text(JsonObject json, String key) {
        if (json.getValue(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(key);
    }

    static Mailbox mailbox(String text) {
        int at = text.lastIndexOf('@');
        return new Mailbox(text.substring(0, at), Domain.parse(text.substring(at + 1)).orElseThrow());
    }

    private static BodyType bodyType(String keyword) {
        for (var type : BodyType.values()) {
            if (type.keyword().equals(keyword)) {
                return type;
            }
        }
        throw new IllegalArgumentException(keyword);
    }
}
