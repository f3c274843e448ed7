package io.postern.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Reply;

/** Joins the lines of a reply (RFC 5321 §4.2.1). A line that is none is a broken peer and throws. */
final class ReplyLines {

    private final List<String> lines = new ArrayList<>();

    /** Takes one line without its CRLF; gives the reply with its last line. */
    Optional<Reply> line(String line) {
        if (line.length() < 3 || line.length() > 3 && " -".indexOf(line.charAt(3)) < 0) {
            throw new IllegalArgumentException("not a reply: " + line);
        }
        var text = line.length() > 4 ? line.substring(4) : "";
        var status = EnhancedStatus.at(text);
        lines.add(status.isEmpty() ? text : text.substring(Math.min(text.length(), status.get().toString().length() + 1)));
        if (line.length() > 3 && line.charAt(3) == '-') {
            return Optional.empty();
        }
        var reply = new Reply(Integer.parseInt(line.substring(0, 3)), status, lines);
        lines.clear();
        return Optional.of(reply);
    }
}
