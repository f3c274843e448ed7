package io.postern.scan;

import io.postern.config.Scan;

/** What clamd's answers to INSTREAM mean. */
final class ClamdReply {

    private static final String FOUND = " FOUND";
    private static final String STREAM = "stream: ";

    private ClamdReply() {
    }

    /** @param reply one answer without its terminating NUL */
    static Verdict verdict(String reply, Scan config) {
        var text = reply.strip();
        if (text.equals("stream: OK")) {
            return Verdict.Clean.CLEAN;
        }
        if (text.contains("size limit exceeded")) {
            return new Verdict.Unsure("size-limit");
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
