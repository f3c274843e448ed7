package io.postern.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.postern.message.HtmlText;
import io.postern.message.TraceHeader;
import io.postern.smtp.Mailbox;

/**
 * The mail that tells somebody what has been kept in quarantine: plain text and HTML that say the same. What strangers wrote
 * is letters in both, and nothing that looks like an address of theirs becomes a link.
 *
 * @param id   of the mail itself: letters and digits
 * @param from our postmaster
 * @param host our name
 * @param all  how many there are; {@code items} may be fewer
 */
public record DigestText(String id, Instant time, String from, String host, Mailbox to, List<Item> items, long all, String remark) {

    private static final int LINE = 120;
    private static final String BREAK_WORD = "\u200b";

    /** One message; {@code link} leads to the page that releases it, if it may be released so. */
    public record Item(String time, String sender, String recipients, String subject, String reason, Optional<String> link) {
    }

    /** Header and body in ASCII, each line with CRLF and none beginning with a dot. */
    public String message() {
        var boundary = "=_" + id;
        return String.join("\r\n",
                "Date: " + TraceHeader.date(time),
                "From: \"Postern quarantine\" <" + from + ">",
                "To: " + (to.isAscii() ? "<" + to + ">" : "undisclosed-recipients:;"),
                "Message-ID: <" + id + "@" + host + ">",
                "Subject: " + (all == 1 ? "One message is" : all + " messages are") + " kept in quarantine",
                // RFC 3834 §5 and what Exchange knows instead: nobody is to answer it by machine
                "Auto-Submitted: auto-generated",
                "X-Auto-Response-Suppress: All",
                "List-Id: Quarantine digest <quarantine-digest." + host + ">",
                "MIME-Version: 1.0",
                "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"",
                "",
                "--" + boundary,
                part("plain", text()),
                "--" + boundary,
                part("html", html()),
                "--" + boundary + "--",
                "");
    }

    private static String part(String type, String content) {
        return String.join("\r\n", "Content-Type: text/" + type + "; charset=utf-8", "Content-Transfer-Encoding: base64", "",
                Base64.getMimeEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
    }

    private String text() {
        var text = new StringBuilder(heading()).append("\r\n\r\n");
        for (var item : items) {
            text.append("Subject: ").append(harmless(item.subject())).append("\r\n")
                    .append("From:    ").append(harmless(item.sender())).append("\r\n")
                    .append("To:      ").append(harmless(item.recipients())).append("\r\n")
                    .append("Kept:    ").append(item.time()).append("\r\n")
                    .append("Reason:  ").append(harmless(item.reason())).append("\r\n");
            item.link().ifPresent(link -> text.append("Release: ").append(link).append("\r\n"));
            text.append("\r\n");
        }
        return text.append(closing()).append("\r\n").toString();
    }

    private String html() {
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Quarantine</title></head><body>\n<p>")
                .append(HtmlText.escaped(heading())).append("</p>\n<table border=\"1\" cellpadding=\"4\" style=\"border-collapse:collapse\">\n"
                        + "<tr><th>Kept</th><th>From</th><th>To</th><th>Subject</th><th>Reason</th><th></th></tr>\n");
        for (var item : items) {
            html.append("<tr><td>").append(HtmlText.escaped(item.time()))
                    .append("</td><td>").append(HtmlText.escaped(harmless(item.sender())))
                    .append("</td><td>").append(HtmlText.escaped(harmless(item.recipients())))
                    .append("</td><td>").append(HtmlText.escaped(harmless(item.subject())))
                    .append("</td><td>").append(HtmlText.escaped(harmless(item.reason())))
                    .append("</td><td>");
            item.link().ifPresent(link -> html.append("<a href=\"").append(HtmlText.escaped(link)).append("\">Release</a>"));
            html.append("</td></tr>\n");
        }
        return html.append("</table>\n<p>").append(HtmlText.escaped(closing())).append("</p>\n</body></html>\n").toString();
    }

    private String heading() {
        return "These messages were not delivered and are kept in quarantine."
                + (items.isEmpty() ? " They are " + all + ", and not listed: altogether there were too many."
                        : items.size() < all ? " They are the newest " + items.size() + " of " + all + "." : "")
                + (remark.isEmpty() ? "" : " " + remark);
    }

    private String closing() {
        return "Messages without a link are released by " + from + ". Nothing has to be done about the others: they are deleted after"
                + " a while. Do not pass this mail on: whoever has a link of it can release that message to you.";
    }

    /** As much of a stranger's text as is printed. */
    public static String cut(String text) {
        return text.codePointCount(0, text.length()) > LINE ? text.substring(0, text.offsetByCodePoints(0, LINE)) + "…" : text;
    }

    /** Bounded, and nothing in it that a mail program makes a link of. */
    private static String harmless(String text) {
        return cut(text).replace("://", ":" + BREAK_WORD + "//").replaceAll("(?i)www\\.", "www" + BREAK_WORD + ".");
    }
}
