package io.postern.config;

import java.util.List;
import java.util.stream.Stream;

import static io.postern.config.Key.example;
import static io.postern.config.Key.optional;
import static io.postern.config.Key.section;
import static io.postern.config.Key.value;

/** The keys of the scanners, kind by kind. */
final class ScanKeys {

    private static final String TYPES = "One of " + String.join(", ", ScanReader.TYPES) + ".";

    private static final List<Key> RULES = List.of(
            section("scan[]", "Scanners; each message passes those of its route (routes[].scan), and the strictest verdict wins:"
                    + " reject, quarantine, redirect, discard, defer, unsure, tag, clean. Neighbours that are parallel are asked at once; a"
                    + " reject ends the asking."),
            section("scan[rules]", "Looks at attachments and header fields itself."),
            example("scan[rules].name", "rules", "The scanner label of metrics and log lines."),
            example("scan[rules].type", "rules", TYPES),
            value("scan[rules].block-attachments", "[]", "Endings of attachment names, such as [exe, js, scr]."),
            value("scan[rules].block-headers", "[]",
                    "Header fields that must not match, such as [{field: Subject, pattern: \"(?i)lottery\"}]."),
            value("scan[rules].eicar", "true", "Find the EICAR test file."),
            value("scan[rules].on-match", "quarantine", "reject, quarantine, redirect, discard, defer or tag."),
            value("scan[rules].timeout", "30s", "Then the scanner has failed."),
            value("scan[rules].on-failure", "defer", "What then becomes of the message: defer, quarantine or accept."),
            value("scan[rules].cache", "0s", "Believe a verdict on the same content for this time, such as 5m, on all nodes."
                    + " Of use where looking takes longer than a checksum. 0s: look at each message."),
            optional("scan[rules].max-size", "10MiB", "A larger message is not shown to it. Default: any size."),
            example("scan[rules].block-headers[].field", "Subject", ""),
            example("scan[rules].block-headers[].pattern", "lottery", ""));

    private static final List<Key> CLAMD = List.of(
            section("scan[clamd]", "Asks a ClamAV daemon."),
            example("scan[clamd].name", "antivirus", "The scanner label of metrics and log lines."),
            example("scan[clamd].type", "clamd", TYPES),
            example("scan[clamd].address", "127.0.0.1:3310", "host:port, or the absolute path of a Unix socket; or a list of them:"
                    + " the one with the fewest messages under way is asked, and another if it is lost."),
            value("scan[clamd].on-match", "quarantine", "reject, quarantine, redirect, discard, defer or tag."),
            value("scan[clamd].max-size", "25MiB",
                    "clamd's StreamMaxLength; a larger message is not shown to it."),
            value("scan[clamd].timeout", "30s", "Then the scanner has failed."),
            value("scan[clamd].on-failure", "defer", "What then becomes of the message: defer, quarantine or accept."),
            value("scan[clamd].cache", "0s", "Believe a verdict on the same content for this time, such as 5m, on all nodes whose"
                    + " clamd has the same version and signatures (it is asked once a minute). 0s: look at each message."));

    private static final List<Key> RSPAMD = List.of(
            section("scan[rspamd]", "Asks rspamd, by its HTTP protocol: no action is clean, add header and rewrite subject are"
                    + " tags, soft reject is 451, reject is 550, and the fields that it adds and removes are."),
            example("scan[rspamd].name", "spam", "The scanner label of metrics and log lines."),
            example("scan[rspamd].type", "rspamd", TYPES),
            example("scan[rspamd].address", "127.0.0.1:11333", "Of its normal worker: host:port, or the absolute path of a Unix"
                    + " socket; or a list of them: the one with the fewest messages under way is asked, and another if it is lost."),
            optional("scan[rspamd].password", "\"${file:/run/secrets/rspamd}\"", "Where its worker asks for one."),
            optional("scan[rspamd].settings-id", "inbound", "The settings that it is to use."),
            value("scan[rspamd].on-match", "reject", "What its reject means here: reject, quarantine, redirect, discard, defer or tag."),
            value("scan[rspamd].greylist", "true", "Its action greylist is 451. false: nothing comes of it, as where its greylisting"
                    + " module, which needs Redis, is off: no retry would ever be welcome."),
            value("scan[rspamd].spam-header", "X-Spam", "The field that its action add header sets to Yes."),
            value("scan[rspamd].task-timeout", "8s", "rspamd's own task_timeout. After it rspamd answers by what it has by then: that"
                    + " message counts as not scanned, unless it is to be rejected anyway."),
            value("scan[rspamd].unsure-symbols", "[\"*_VIRUS_FAIL\", OLETOOLS_FAIL, ICAP_FAIL]",
                    "With one of these in the answer the message counts as not scanned: a scanner behind rspamd could not look."),
            value("scan[rspamd].compress", "false", "Send messages in Zstandard: for an rspamd in another building."),
            value("scan[rspamd].max-size", "50MiB", "rspamd's max_message; a larger message is not shown to it."),
            value("scan[rspamd].timeout", "30s", "Then the scanner has failed. More than task-timeout."),
            value("scan[rspamd].on-failure", "defer", "What then becomes of the message: defer, quarantine or accept."));

    private static final List<Key> HTTP = List.of(
            section("scan[http]", "Asks a program of your own by a POST of JSON and message, see README.md."),
            example("scan[http].name", "hook", "The scanner label of metrics and log lines."),
            example("scan[http].type", "http", TYPES),
            example("scan[http].url", "http://127.0.0.1:8025/scan", "Where to; or a list: the one with the fewest messages under way"
                    + " is asked, and another if it is lost. With https it must prove its name."),
            optional("scan[http].token", "\"${file:/run/secrets/hook}\"", "Shown to it as a bearer token."),
            optional("scan[http].ca", "/etc/postern/hook-ca.crt", "With https: PEM file of the authorities that count. Default: the"
                    + " system's."),
            optional("scan[http].max-size", "50MiB", "A larger message is not shown to it. Default: any size."),
            value("scan[http].timeout", "30s", "Then the scanner has failed."),
            value("scan[http].on-failure", "defer", "What then becomes of the message: defer, quarantine or accept."));

    private static final List<Key> MILTER = List.of(
            section("scan[milter]", "Asks a mail filter of Sendmail and Postfix (a milter): opendkim, opendmarc, rspamd's proxy and others."),
            example("scan[milter].name", "dkim", "The scanner label of metrics and log lines."),
            example("scan[milter].type", "milter", TYPES),
            example("scan[milter].address", "127.0.0.1:8891", "host:port, or the absolute path of a Unix socket; or a list of them:"
                    + " the one with the fewest messages under way is asked, and another if it is lost."),
            optional("scan[milter].max-size", "50MiB", "A larger message is not shown to it. Default: any size."),
            value("scan[milter].timeout", "30s", "For the whole message; then the filter has failed."),
            value("scan[milter].on-failure", "defer", "What then becomes of the message: defer, quarantine or accept."));

    private static final List<Key> AUTHENTICATION = List.of(
            section("scan[authentication]", "Checks SPF, DKIM, ARC and DMARC itself, and writes what it found into Authentication-Results."),
            example("scan[authentication].name", "auth", "The scanner label of metrics and log lines."),
            example("scan[authentication].type", "authentication", TYPES),
            optional("scan[authentication].authserv-id", "mx.example.com",
                    "The name in Authentication-Results, best the same on all nodes; fields under it that a message brings are"
                            + " removed. Default: the hostname."),
            value("scan[authentication].on-dmarc-fail", "none", "What to do at most with a message that fails DMARC: none, tag,"
                    + " quarantine or reject; never more than the domain's own policy asks for."),
            value("scan[authentication].trusted-arc-sealers", "[]", "Forwarders and lists, such as [lists.example.org], whose ARC seal"
                    + " excuses a failed DMARC if it passed when the message came to them."),
            value("scan[authentication].timeout", "30s", "Then the scanner has failed. DNS that does not answer in four fifths of it"
                    + " is a temporary error in the results, and no failure."),
            value("scan[authentication].on-failure", "defer", "What then becomes of the message: defer, quarantine or accept."),
            optional("scan[authentication].max-size", "10MiB", "A larger message is not shown to it. Default: any size."));

    private static final List<Key> PLUGIN = List.of(
            section("scan[plugin]", "Asks a scanner written in Java, out of a jar of your own, see README.md."),
            example("scan[plugin].name", "lottery", "The scanner label of metrics and log lines."),
            example("scan[plugin].type", "plugin", TYPES),
            example("scan[plugin].plugin", "lottery", "The name by which the plugin calls itself."),
            value("scan[plugin].folder", "plugins", "Where the jars lie, read when the configuration is; a relative path starts at"
                    + " this file's folder."),
            value("scan[plugin].settings", "[]", "What only the plugin understands, such as [\"threshold=5\"]."),
            optional("scan[plugin].max-size", "10MiB", "A larger message is not shown to it. Default: any size."),
            value("scan[plugin].timeout", "30s", "Then the scanner has failed."),
            value("scan[plugin].on-failure", "defer", "What then becomes of the message: defer, quarantine or accept."));

    static final List<Key> ALL = Stream.of(
            RULES, common("rules", true),
            CLAMD, common("clamd", true),
            RSPAMD, common("rspamd", true),
            MILTER, common("milter", false),
            HTTP, common("http", true),
            AUTHENTICATION, common("authentication", true),
            PLUGIN, common("plugin", true)).flatMap(List::stream).toList();

    /** Which messages a scanner is asked about, and when, and what becomes of them: the same keys for each kind. */
    private static List<Key> common(String type, boolean parallel) {
        var scan = "scan[" + type + "].";
        return List.of(
                value(scan + "over-size", "unscanned",
                        "What a message over max-size counts as: unscanned (see on-failure), or skip: none of this scanner's business."),
                value(scan + "except-clients", "[]", "Clients whose mail it is not asked about, such as [10.0.0.0/8]."),
                value(scan + "parallel", Boolean.toString(parallel), parallel
                        ? "Ask it at once with those next to it. false: when those before it have answered, and those behind wait."
                        : "It sees what those before it changed, so it waits for them, and those behind wait for it."),
                value(scan + "on-quarantine", "accept", "What is told of a message that it sends to quarantine. accept: 250, and"
                        + " nobody else hears of it. notify: 250, and its recipients get a notice. reject: 550, and a copy is kept."),
                value(scan + "tag-headers", "[]", "What a tag adds beside X-Postern-Match, such as [\"X-Spam: yes\"]."),
                optional(scan + "subject-prefix", "\"[SPAM]\"", "What a tag puts before the subject."),
                optional(scan + "redirect-to", "spam@example.com",
                        "Who gets a redirected message in the place of its recipients, by the route of that address."));
    }

    private ScanKeys() {
    }
}
