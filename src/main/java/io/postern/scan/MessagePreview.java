package io.postern.scan;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A message as text for a person who has to judge it: nothing in it is markup, nothing of it was fetched, and what could
 * turn letters around on the screen is replaced. Bounded, whatever the message is.
 *
 * @param headers     the outermost ones, encoded words decoded
 * @param text        the plain text parts, empty if there is none
 * @param htmlText    what the HTML parts say, which may be something else; empty if there is none
 * @param attachments parts that are not shown
 * @param cut         whether any of it is left out
 * @param damaged     whether the message's structure could not be read to its end
 */
public record MessagePreview(
        List<Header> headers, String text, String htmlText, List<Attachment> attachments, boolean cut, boolean damaged) {

    public record Header(String name, String value) {
    }

    /** {@code octets}: decoded. */
    public record Attachment(String name, String type, long octets) {
    }

    public MessagePreview {
        headers = List.copyOf(headers);
        attachments = List.copyOf(attachments);
    }

    /** Reads {@code content} to its end, on a worker; the caller closes it. */
    public static MessagePreview of(InputStream content) throws IOException {
        return new PreviewWalk().through(content);
    }

    /** A header field's value as a person reads it: encoded words decoded (RFC 2047), nothing invisible in it. */
    public static String headerText(String written) {
        return DisplayText.line(written.contains("=?") ? HeaderText.wordsDecoded(written) : written, DisplayText.HEADER_LIMIT);
    }

    public JsonObject toJson() {
        var fields = new JsonArray();
        headers.forEach(header -> fields.add(new JsonObject().put("name", header.name()).put("value", header.value())));
        var parts = new JsonArray();
        attachments.forEach(part -> parts.add(new JsonObject()
                .put("name", part.name()).put("type", part.type()).put("octets", part.octets())));
        return new JsonObject()
                .put("headers", fields)
                .put("text", text)
                .put("htmlText", htmlText)
                .put("attachments", parts)
                .put("cut", cut)
                .put("damaged", damaged);
    }
}
