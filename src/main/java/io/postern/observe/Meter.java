package io.postern.observe;

import java.util.Arrays;
import java.util.List;

import static io.postern.observe.Meter.Type.COUNTER;
import static io.postern.observe.Meter.Type.GAUGE;
import static io.postern.observe.Meter.Type.HISTOGRAM;

/**
 * Every meter of the node: its name, what it counts, what a change means, and its labels, each with the values that it
 * takes, which are few. {@link Metrics} records into them, and the page of metrics is made of them.
 */
enum Meter {
    SESSIONS(GAUGE, "postern_sessions", "Open SMTP sessions", "a rise means more or slower clients"),
    CONNECTIONS(COUNTER, "postern_connections_total", "Client connections by what became of them",
            "a rise of refused or closed means a limit, a policy or an attack",
            "result: accepted, refused, closed", "cause: none, busy, sessions, sessions-per-client, client-blocked, early-talker, …"),
    MESSAGES(COUNTER, "postern_messages_total", "Messages answered",
            "a rise of deferred means trouble at next hops, scanners or here; of rejected, senders or scanners that changed",
            "route: a configured route, other", "result: delivered, quarantined, rejected, deferred, discarded",
            "cause: none, scan, route, refused, recipients, unreachable, lost-after-dot, babble, capability, budget, loop, …"),
    MESSAGE_SECONDS(HISTOGRAM, "postern_message_seconds", "End of data to our answer",
            "a rise means slow scanners or next hops", "result: as of postern_messages_total"),
    MESSAGE_OCTETS(HISTOGRAM, "postern_message_octets", "Content size of answered messages",
            "a rise means larger mail, and more memory and disk for it"),
    RELAY_PHASE_SECONDS(HISTOGRAM, "postern_relay_phase_seconds", "Time in each phase of the dialogue with next hops",
            "a rise means that they or the network got slower",
            "phase: connect, greeting, ehlo, tls, mail, rcpt, data, body, dot", "result: ok, refused, lost, timeout, babble"),
    RELAY_CONNECTIONS(GAUGE, "postern_relay_connections", "Connections to next hops",
            "a rise of leased means more or slower deliveries", "state: leased, idle"),
    RELAY_REUSED(COUNTER, "postern_relay_reused_total", "Messages sent on pooled connections", "a rise is good"),
    FAILOVERS(COUNTER, "postern_failovers_total", "Moves on to the next candidate",
            "a rise means that a preferred next hop fails in this phase",
            "phase: as of postern_relay_phase_seconds", "cause: refused, lost, timeout, babble, lacks"),
    DUPLICATE_RISK(COUNTER, "postern_duplicate_risk_total", "Messages lost sight of after the final dot",
            "a rise means that recipients may see mail twice"),
    MX_LOOKUPS(COUNTER, "postern_mx_lookups_total", "MX answers by where they came from",
            "a rise of stale means that DNS fails, of dns that the cache does not hold",
            "source: local, grid, dns, stale", "result: hosts, implicit, null-mx, no-such-domain, unavailable"),
    MX_LOOKUP_SECONDS(HISTOGRAM, "postern_mx_lookup_seconds", "Time to an MX answer that was not in memory",
            "a rise means a slow resolver or a slow grid", "source: grid, dns, stale"),
    REVERSE_NAMES(COUNTER, "postern_reverse_names_total", "Questions for clients' names",
            "a rise of unavailable means that DNS fails, of mismatch more odd clients",
            "result: confirmed, none, mismatch, unavailable"),
    DNS_LISTS(COUNTER, "postern_dns_lists_total", "What DNS lists said of clients",
            "a rise of unavailable, late or refused means a list that does not work for us",
            "list: a configured zone", "result: listed, clear, refused, babble, unavailable, late"),
    HOP_BREAKERS_OPEN(GAUGE, "postern_hop_breakers_open", "Next hops held to be bad", "a rise means an outage behind us"),
    RECIPIENT_QUESTIONS(COUNTER, "postern_recipient_questions_total", "Recipients asked for at next hops before their mail is taken",
            "a rise of unsaid means hops that do not answer in time, of refused someone who guesses addresses",
            "result: taken, refused, unsaid"),
    SCAN_SECONDS(HISTOGRAM, "postern_scan_seconds", "Time to a scanner's verdict", "a rise means an overloaded scanner",
            "scanner: a configured scanner", "verdict: clean, tag, unsure, defer, discard, redirect, quarantine, reject"),
    UNSCANNED(COUNTER, "postern_unscanned_total", "Messages that a scanner did not judge",
            "a rise means that a scanner is down, slow or skips content",
            "scanner: a configured scanner", "cause: timeout, size-limit, error, budget, …"),
    AUTHENTICATION(COUNTER, "postern_authentication_total", "What SPF, DKIM, ARC and DMARC said of messages",
            "a rise of temperror means that DNS fails, of fail forgeries or a sender that changed",
            "method: spf, dkim, arc, dmarc", "result: as in Authentication-Results; of several DKIM signatures the best"),
    QUARANTINED_MESSAGES(GAUGE, "postern_quarantined_messages", "Messages in quarantine",
            "a rise means an outbreak or a wrong rule"),
    QUARANTINE_NOTICES(COUNTER, "postern_quarantine_notices_total", "Notices to recipients of messages in quarantine",
            "a rise of failed means recipients who do not know of them", "result: delivered, failed"),
    QUARANTINE_DIGESTS(COUNTER, "postern_quarantine_digests_total", "Mails about what is in quarantine",
            "a rise of refused or later means recipients who do not know of it", "result: sent, refused, later"),
    QUARANTINE_REMOVED(COUNTER, "postern_quarantine_removed_total", "Messages that the quarantine's retention let go",
            "a rise of size means that it is full before its time", "cause: age, size"),
    BODY_MEMORY_OCTETS(GAUGE, "postern_body_memory_octets", "Memory held by bodies",
            "a rise to limits.body-memory ends in 452 to new mail"),
    BODY_SPILLED_OCTETS(GAUGE, "postern_body_spilled_octets", "Disk held by large bodies",
            "a rise to limits.body-disk ends in 452 to new mail"),
    CLUSTER_NODES(GAUGE, "postern_cluster_nodes", "Nodes this node knows by state",
            "a fall of ready means less room for mail", "state: starting, ready, busy, draining, gone"),
    GRID_UP(GAUGE, "postern_grid_up", "1 while in the grid", "0 means that this node shares nothing"),
    CLUSTER_ALONE(GAUGE, "postern_cluster_alone", "1 while a node that has a grid hears of no other",
            "1 for long means that it is cut off, or the only one left"),
    GRID_OPERATION_SECONDS(HISTOGRAM, "postern_grid_operation_seconds", "Time of grid calls",
            "a rise means a slow member or network, and more answers without the grid; forged means a wrong secret or an attack",
            "operation: mx-get, mx-put, mx-lease, mx-remove, address-…, dns-list-…, verdict-…, greylist-…,"
            + " node-view, hop-view, recipient-view, rate-view, tls-view",
            "result: hit, miss, expired, stored, timeout, failed, skipped, forged, babble, …"),
    TLS_HANDSHAKES(COUNTER, "postern_tls_handshakes_total", "TLS handshakes",
            "a rise of failed means certificates or versions that do not agree",
            "side: receive, relay", "version: TLSv1.2, TLSv1.3, none", "result: ok, resumed, failed, skipped"),
    CERTIFICATE_EXPIRY_SECONDS(GAUGE, "postern_certificate_expiry_seconds", "Time left of each certificate",
            "a fall below days means that its renewal failed", "certificate: its file"),
    LOAD(GAUGE, "postern_load", "Nearness to each limit, 0 to 1",
            "a rise to 0.9 means a busy node, which sends new clients to siblings",
            "signal: sessions, body-memory, body-disk, loop-lag, heap, direct-memory"),
    NODE_STATE(GAUGE, "postern_node_state", "1 for the state the node is in",
            "a rise of busy means that it is short of what postern_load says", "state: as of postern_cluster_nodes"),
    LOOP_LAG_SECONDS(GAUGE, "postern_loop_lag_seconds", "How late an event loop comes to its work",
            "a rise means too little CPU or a blocked loop", "loop: its number"),
    CONFIGURATION_CURRENT(GAUGE, "postern_configuration_current", "1 while the configuration in use is the one last read",
            "0 means that the file was refused, and the node will not start with it"),
    RELOADS(COUNTER, "postern_reloads_total", "Configurations and files read anew",
            "a rise of refused means a file with a problem, which the log tells",
            "trigger: signal, api, file", "result: taken, refused"),
    ALERTS(COUNTER, "postern_alerts_total", "Things that need a person", "any rise asks for a look into the log",
            "kind: quarantine-store, quarantine-unreadable, quarantine-retention, quarantine-audit, unusable-file, misconfigured-route, redirect-fails, next-hop-refuses-us, dns-list-useless, dsn-not-passed, grid-forgery, grid-stranger, milter-request, plugin-silent"),
    INTERNAL_ERRORS(COUNTER, "postern_internal_errors_total", "Bugs met; most are answered with 451",
            "any rise is a defect, with a stack trace in the log"),
    LOG_DISCARDED(COUNTER, "postern_log_discarded_total", "Log lines lost to a full queue",
            "a rise means that the log's reader stalls"),
    LOG_SUPPRESSED(COUNTER, "postern_log_suppressed_total", "Warnings not written because the same had been told often enough",
            "a rise means that something goes wrong again and again; the log says what");

    enum Type { COUNTER, GAUGE, HISTOGRAM }

    /** {@code values}: for people, what the label may be. */
    record Label(String name, String values) {

        private static Label of(String nameAndValues) {
            int colon = nameAndValues.indexOf(':');
            return new Label(nameAndValues.substring(0, colon), nameAndValues.substring(colon + 2));
        }
    }

    private final Type type;
    private final String title;
    private final String what;
    private final String meaning;
    private final List<Label> labels;

    Meter(Type type, String title, String what, String meaning, String... labels) {
        this.type = type;
        this.title = title;
        this.what = what;
        this.meaning = meaning;
        this.labels = Arrays.stream(labels).map(Label::of).toList();
    }

    Type type() {
        return type;
    }

    /** As in the scrape; counters end in {@code _total}. */
    String title() {
        return title;
    }

    String what() {
        return what;
    }

    /** What a rise or a fall tells the operator. */
    String meaning() {
        return meaning;
    }

    List<Label> labels() {
        return labels;
    }

    String[] labelNames() {
        return labels.stream().map(Label::name).toArray(String[]::new);
    }

    String help() {
        return what + "; " + meaning;
    }
}
