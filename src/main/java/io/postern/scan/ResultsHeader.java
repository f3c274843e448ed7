package io.postern.scan;

import java.util.ArrayList;
import java.util.Optional;

import io.postern.authentic.DkimResult;
import io.postern.authentic.DmarcResult;
import io.postern.authentic.Findings;
import io.postern.message.HeaderEdits;

/**
 * Our Authentication-Results on top of a message (RFC 8601 §2.2). Those that it brings along and that claim to be ours (§5) have
 * been left out already, whatever this scanner says ({@code SessionSettings.resultsNames}).
 */
final class ResultsHeader {

    private final String authservId;

    ResultsHeader(String authservId) {
        this.authservId = authservId;
    }

    /** {@code excuse}: why a failed DMARC does not count. */
    HeaderEdits edits(Findings findings, Optional<String> excuse, ScanInput input) {
        return HeaderEdits.of("Authentication-Results", value(findings, excuse, input));
    }

    private String value(Findings findings, Optional<String> excuse, ScanInput input) {
        var results = new ArrayList<String>();
        results.add(authservId);
        results.add("spf=" + findings.spf().word() + identity(input));
        findings.dkim().forEach(result -> results.add(dkim(result)));
        if (findings.dkim().isEmpty()) {
            results.add("dkim=none");
        }
        results.add("arc=" + findings.arc().kind().word() + reason(findings.arc().why()));
        results.add(dmarc(findings.dmarc(), excuse));
        return String.join("; ", results);
    }

    /** RFC 8601 §2.7.2; a local part that would need quotes stays away. */
    private static String identity(ScanInput input) {
        var from = input.envelope().from().mailbox();
        if (from.isEmpty()) {
            return property("smtp.helo", input.peer().helo());
        }
        var local = from.get().localPart();
        var domain = from.get().domain().name();
        return isToken(local) && isToken(domain) ? " smtp.mailfrom=" + local + '@' + domain : property("smtp.mailfrom", domain);
    }

    private static String dkim(DkimResult result) {
        return "dkim=" + result.kind().word() + reason(result.why()) + property("header.d", result.domain())
                + property("header.s", result.selector()) + property("header.b", result.start());
    }

    private static String dmarc(DmarcResult result, Optional<String> excuse) {
        var policy = result.kind() == DmarcResult.Kind.PASS || result.kind() == DmarcResult.Kind.FAIL
                ? property("policy.dmarc", result.wish().word()) : "";
        return "dmarc=" + result.kind().word() + reason(excuse.orElse(result.why())) + property("header.from", result.domain()) + policy;
    }

    private static String reason(String why) {
        return why.isEmpty() ? "" : " reason=" + quoted(why);
    }

    private static String property(String name, String value) {
        return value.isEmpty() ? "" : ' ' + name + '=' + (isToken(value) ? value : quoted(value));
    }

    /** RFC 2045 §5.1. */
    private static boolean isToken(String value) {
        return !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c < 0x7F && "()<>@,;:\\\"/[]?=".indexOf(c) < 0);
    }

    private static String quoted(String value) {
        return '"' + PlainText.of(value).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
