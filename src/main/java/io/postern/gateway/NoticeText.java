package io.postern.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

import io.postern.config.Config;
import io.postern.message.TraceHeader;
import io.postern.quarantine.QuarantinedMessage;
import io.postern.scan.MessagePreview;

/**
 * The message that tells recipients of one that is in quarantine.
 *
 * @param id of the notice itself
 * @param from of the message, as it is written there
 * @param subject the same
 */
record NoticeText(Config config, String id, Instant time, QuarantinedMessage kept, String from, String subject) {

    /** Header and body, in ASCII, each line with CRLF and none beginning with a dot. */
    String message() {
        return String.join("\r\n",
                "Date: " + TraceHeader.date(time),
                "From: <" + postmaster() + ">",
                "To: " + to(),
                "Message-ID: <" + id + "@" + config.hostname() + ">",
                "Subject: A message to you is in quarantine",
                // RFC 3834 §5: nobody is to answer it by machine
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                Base64.getMimeEncoder().encodeToString(text().getBytes(StandardCharsets.UTF_8)),
                "");
    }

    private String text() {
        return String.join("\r\n",
                "A message to you was not delivered. It is kept in quarantine.",
                "",
                "From:       " + MessagePreview.headerText(from),
                "Sent by:    " + kept.from(),
                "Subject:    " + MessagePreview.headerText(subject),
                "Received:   " + TraceHeader.date(kept.time()),
                "Reason:     " + kept.scanner() + ": " + kept.reason(),
                "Identifier: " + kept.id(),
                "",
                "If you expect it, ask " + postmaster() + " to release it, and give the identifier.",
                "");
    }

    private String postmaster() {
        return config.postmaster().orElseGet(() -> "postmaster@" + config.hostname());
    }

    /** Several must not learn of each other (RFC 5321 §7.2). */
    private String to() {
        var recipients = kept.recipients();
        return recipients.size() == 1 && recipients.getFirst().isAscii()
                ? "<" + recipients.getFirst() + ">" : "undisclosed-recipients:;";
    }
}
