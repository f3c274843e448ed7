package io.postern.scan;

import io.postern.config.Scan;

/** What clamd's answers to INSTREAM mean, of the message and of the clamd. */
final class ClamdReply {

    private static final String FOUND = " FOUND";
    /** It could not look: no memory, no place in its queue, no engine. */
    private static final String ERROR = " ERROR";
    private static final String STREAM = "stream: ";

    private ClamdReply() {
    }

    /** @param reply one answer without its terminating NUL */
    static Attempt attempt(String reply, Scan config) {
        var text = reply.strip();
        if (text.contains("size limit exceeded")) {
            return Attempt.answered(new Verdict.Unsure("size-limit"));
        }
        return text.endsWith(ERROR) ? Attempt.lost("clamd-error") : Attempt.answered(verdict(text, config));
    }

    private static Verdict verdict(String text, Scan config) {
        if (text.equals("stream: OK")) {
            return Verdict.Clean.CLEAN;
        }
        if (!text.startsWith(STREAM) || !text.endsWith(FOUND) || text.length() <= STREAM.length() + FOUND.length()) {
            return new Verdict.Unsure("clamd-error");
        }
        var signature = text.substring(STREAM.length(), text.length() - FOUND.length());
        return signature.startsWith("Heuristics.Limits.Exceeded")
                ? new Verdict.Unsure("limits")
                : new Match(config, signature).verdict();
    }
}
