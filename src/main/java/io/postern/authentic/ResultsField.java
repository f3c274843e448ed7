package io.postern.authentic;

import java.util.List;
import java.util.Locale;

/** The results that a handler of the message wrote into its ARC set (RFC 8617 §4.1.1). */
final class ResultsField {

    private ResultsField() {
    }

    /** Whether it has a result {@code dmarc=pass}; a stranger may have written what stands in quotes. */
    static boolean saysDmarcPassed(Field field) {
        return List.of(QuotedStrings.removed(Comments.removed(field.value())).split(";")).stream().skip(1).map(Ascii::trimmed)
                .map(result -> result.toLowerCase(Locale.ROOT)).anyMatch(ResultsField::isDmarcPass);
    }

    private static boolean isDmarcPass(String result) {
        int equals = result.indexOf('=');
        if (equals < 0) {
            return false;
        }
        var method = Ascii.trimmed(result.substring(0, equals));
        var words = Ascii.trimmed(result.substring(equals + 1)).split("[ \t\r\n]", 2);
        return (method.equals("dmarc") || method.equals("dmarc/1")) && words[0].equals("pass");
    }
}
