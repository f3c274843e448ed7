package io.postern.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static io.postern.config.Key.example;
import static io.postern.config.Key.optional;
import static io.postern.config.Key.section;
import static io.postern.config.Key.value;

/** The keys of the scanners, kind by kind. */
final class ScanKeys {

    private static final String ANY_SIZE = "A larger message is not shown to it. Default: any size.";
    private static final String LEAST_BUSY =
            " of them: the one with the fewest messages under way is asked, and another if it is lost.";

    private static final List<Key> RULES = kind("rules", "rules", true,
            "Looks at attachments and header fields itself.",
            value("scan[rules].block-attachments", "[]", "Endings of attachment names, such as [exe, js, scr]."),
            value("scan[rules].block-headers", "[]",
                    "Header fields that must not match, such as [{field: Subject, pattern: \"(?i)lottery\"}]."),
            value("scan[rules].eicar", "true", "Find the EICAR test file."),
            value("scan[rules].on-match", "quarantine", "reject, quarantine, redirect, discard, defer or tag."),
            value("scan[rules].timeout", "30s", "Then the scanner has failed."),
            value("scan[rules].cache", "0s", "Believe a verdict on the same content for this time, such as 5m, on all nodes."
                    + " Of use where looking takes longer than a checksum. 0s: look at each message."),
            optional("scan[rules].max-size", "10MiB", ANY_SIZE),
            example("scan[rules].block-headers[].field", "Subject", ""),
            example("scan[rules].block-headers[].pattern", "lottery", ""));

    private static final List<Key> CLAMD = kind("clamd", "antivirus", true,
            "Asks a ClamAV daemon.",
            example("scan[clamd].address", "127.0.0.1:3310", "host:port, or the absolute path of a Unix socket; or a list" + LEAST_BUSY),
            value("scan[clamd].on-match", "quarantine", "reject, quarantine, redirect, discard, defer or tag."),
            value("scan[clamd].max-size", "25MiB",
                    "clamd's StreamMaxLength; a larger message is not shown to it."),
            value("scan[clamd].timeout", "30s", "Then the scanner has failed."),
            value("scan[clamd].cache", "0s", "Believe a verdict on the same content for this time, such as 5m, on all nodes whose"
                    + " clamd has the same version and signatures (it is asked once a minute). 0s: look at each message."));

    private static final List<Key> RSPAMD = kind("rspamd", "spam", true,
            "Asks rspamd, by its HTTP protocol: no action is clean, add header and rewrite subject are"
                    + " tags, soft reject is 451, reject is 550, and the fields that it adds and removes are.",
            example("scan[rspamd].address", "127.0.0.1:11333", "Of its normal worker: host:port or http://host:port, or the absolute path"
                    + " of a Unix socket; or a list" + LEAST_BUSY),
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
            value("scan[rspamd].timeout", "30s", "Then the scanner has failed. More than task-timeout."));

    private static final List<Key> HTTP = kind("http", "hook", true,
            "Asks a program of your own by a POST of JSON and message, see README.md.",
            example("scan[http].url", "http://127.0.0.1:8025/scan", "Where to; or a list: the one with the fewest messages under way"
                    + " is asked, and another if it is lost. With https it must prove its name."),
            optional("scan[http].token", "\"${file:/run/secrets/hook}\"", "Shown to it as a bearer token."),
            optional("scan[http].ca", "/etc/postern/hook-ca.crt", "With https: PEM file of the authorities that count. Default: the"
                    + " system's."),
            optional("scan[http].max-size", "50MiB", ANY_SIZE),
            value("scan[http].timeout", "30s", "Then the scanner has failed."));

    private static final List<Key> MILTER = kind("milter", "dkim", false,
            "Asks a mail filter of Sendmail and Postfix (a milter): opendkim, opendmarc, rspamd's proxy and others.",
            example("scan[milter].address", "127.0.0.1:8891", "host:port, or the absolute path of a Unix socket; or a list" + LEAST_BUSY),
            optional("scan[milter].max-size", "50MiB", ANY_SIZE),
            value("scan[milter].timeout", "30s", "For the whole message; then the filter has failed."));

    private static final List<Key> AUTHENTICATION = kind("authentication", "auth", true,
            "Checks SPF, DKIM, ARC and DMARC itself, and writes what it found into Authentication-Results.",
            optional("scan[authentication].authserv-id", "mx.example.com",
                    "The name in Authentication-Results, best the same on all nodes; fields under it that a message brings are"
                            + " removed. Default: the hostname."),
            value("scan[authentication].on-dmarc-fail", "none", "What to do at most with a message that fails DMARC: none, tag,"
                    + " quarantine or reject; never more than the domain's own policy asks for, or than quarantine if no author can be"
                    + " read."),
            value("scan[authentication].trusted-arc-sealers", "[]", "Forwarders and lists, such as [lists.example.org], whose ARC seal"
                    + " excuses a failed DMARC if it passed when the message came to them."),
            value("scan[authentication].timeout", "30s", "Then the scanner has failed. DNS that does not answer in four fifths of it"
                    + " is a temporary error in the results, and no failure."),
            optional("scan[authentication].max-size", "10MiB", ANY_SIZE));

    private static final List<Key> PLUGIN = kind("plugin", "lottery", true,
            "Asks a scanner written in Java, out of a jar of your own, see README.md.",
            example("scan[plugin].plugin", "lottery", "The name by which the plugin calls itself."),
            value("scan[plugin].folder", "plugins", "Where the jars lie, read when the configuration is; a relative path starts at"
                    + " this file's folder."),
            value("scan[plugin].settings", "[]", "What only the plugin understands, such as [\"threshold=5\"]."),
            optional("scan[plugin].max-size", "10MiB", ANY_SIZE),
            value("scan[plugin].timeout", "30s", "Then the scanner has failed."));

    private static final Key SCANNERS = section("scan[]", "Scanners; each message passes those of its route (routes[].scan),"
            + " and the strictest verdict wins: reject, quarantine, redirect, discard, defer, unsure, tag, clean. Neighbours that are"
            + " parallel are asked at once; a reject ends the asking.");

    static final List<Key> ALL = Stream.of(List.of(SCANNERS),
            RULES, CLAMD, RSPAMD, MILTER, HTTP, AUTHENTICATION, PLUGIN).flatMap(List::stream).toList();

    /** One kind: what all have in common, {@code own} between it; {@code name} is an example. */
    private static List<Key> kind(String type, String name, boolean parallel, String about, Key... own) {
        var scan = "scan[" + type + "].";
        var keys = new ArrayList<>(List.of(
                section("scan[" + type + "]", about),
                example(scan + "name", name, "The scanner label of metrics and log lines."),
                example(scan + "type", type, "One of " + String.join(", ", ScanReader.TYPES) + ".")));
        keys.addAll(List.of(own));
        keys.addAll(List.of(
                value(scan + "on-failure", "defer", "What then becomes of the message: defer, quarantine or accept."),
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
                        "Who gets a redirected message in the place of its recipients, by the route of that address.")));
        return List.copyOf(keys);
    }

    private ScanKeys() {
    }
}
