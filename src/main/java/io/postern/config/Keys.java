package io.postern.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static io.postern.config.Key.example;
import static io.postern.config.Key.later;
import static io.postern.config.Key.optional;
import static io.postern.config.Key.optionalSection;
import static io.postern.config.Key.section;
import static io.postern.config.Key.value;

/** Every key of the configuration file, in the order of the reference. The loader knows no key that is not here. */
final class Keys {

    private static final List<Key> BEFORE_SCAN = List.of(
            optional("hostname", "mx1.example.com",
                    "The name in the greeting, in EHLO and in Received lines. Default: the machine's name."),
            section("identity", "What else is this cluster, seen from outside: never a next hop of a domain's MX records."),
            value("identity.names", "[]", "Names of this cluster's nodes and load balancers, such as [mx1.example.com]. The "
                    + "API answers under them, too."),
            value("identity.addresses", "[]", "Their addresses as the world sees them, such as [203.0.113.10]."),
            example("postmaster", "postmaster@example.com",
                    "Where mail for <postmaster> without a domain goes (RFC 5321 section 4.5.1). Required with routes."),
            section("listeners[]", "Where clients connect. At least one."),
            example("listeners[].bind", "0.0.0.0:2525", "IP address and port."),
            optionalSection("listeners[].tls", "Encryption. Files are read again when they change."),
            example("listeners[].tls.mode", "starttls",
                    "starttls: offered. required: no mail without it. implicit: from the first octet on. off: none."),
            example("listeners[].tls.certificate", "/etc/postern/tls.crt",
                    "PEM file of the chain, or a PKCS #12 file."),
            optional("listeners[].tls.key", "/etc/postern/tls.key",
                    "PEM file of the key (PKCS #8, PKCS #1 or EC). Leave it out with PKCS #12."),
            optional("listeners[].tls.password", "\"${file:/run/secrets/postern-tls}\"", "Of the PKCS #12 file or of the key."),
            optionalSection("listeners[].tls.more[]", "Further certificates; a client that names a host (SNI) gets the one for it."),
            example("listeners[].tls.more[].certificate", "/etc/postern/other.crt", "As above."),
            optional("listeners[].tls.more[].key", "/etc/postern/other.key", "As above."),
            optional("listeners[].tls.more[].password", "\"${file:/run/secrets/postern-other}\"", "As above."),
            value("listeners[].tls.request-client-certificate", "false",
                    "Ask clients for a certificate; what they show stands in Received and log, none is demanded."),
            optional("listeners[].tls.client-ca", "/etc/postern/clients.crt",
                    "PEM file of the authorities whose client certificates count as verified."),
            optionalSection("listeners[].proxy-protocol",
                    "For a listener behind a load balancer: every connection must carry the PROXY header, version 1 or 2."),
            example("listeners[].proxy-protocol.from", "[10.0.0.0/8]",
                    "The load balancers; connections from elsewhere are closed."),
            value("listeners[].xclient-from", "[]",
                    "Who may say XCLIENT, that is, name the client it speaks for, such as [10.0.0.5]."),
            value("listeners[].announce", "[]",
                    "Say that the next hops can do what nobody can know beforehand: dsn, binarymime."),

            section("limits", "What one node takes on. Past a limit new mail is put off, never lost."),
            value("limits.message-size", "50MiB", "The largest message, announced as SIZE."),
            value("limits.recipients", "1000",
                    "Recipients in one transaction; RFC 5321 section 4.5.3.1.8 asks for 100 at least."),
            value("limits.messages-per-session", "0", "Then the client must connect anew; announced as MAILMAX. 0: any number."),
            value("limits.sessions", "20000", "Client connections at once."),
            value("limits.sessions-per-client", "100", "Client connections at once from one address, of IPv6 from one /64."),
            value("limits.body-memory", "256MiB", "All bodies in memory together, counted by what they hold."),
            value("limits.body-spill-threshold", "512KiB",
                    "Larger bodies move to a temporary file once half of body-memory is in use."),
            value("limits.body-disk", "2GiB", "All such temporary files together."),
            value("limits.received-hops", "50", "More Received lines than this are a loop."),
            value("limits.header-size", "1MiB", "The largest header section of a message."),
            value("limits.errors", "10", "Commands that make no sense, until a session is closed."),
            value("limits.idle-commands", "100", "NOOP, RSET, VRFY, HELP, refused addresses, without mail between, until a session is closed."),
            optional("spill-directory", "/var/tmp/postern",
                    "Where large bodies wait for their next hop. Default: the JVM's temporary folder."),
            value("bare-newline", "reject",
                    "What becomes of a line that ends in a bare CR or LF: reject the message, or normalise to CRLF."),
            value("long-lines", "pass",
                    "What becomes of a message with a text line over 998 octets: pass it, as large senders write them,"
                    + " or reject it."),

            section("timeouts", "How long a node waits for others."),
            value("timeouts.command", "5m", "For a client's next command."),
            value("timeouts.data-block", "3m", "For a client's next piece of a message."),
            value("timeouts.budget", "2m",
                    "From the client's final dot to ours: scanners, DNS, connections, all next hops tried."),
            value("timeouts.dot-reply", "7m",
                    "Then for the next hop's answer. Together with budget less than 9m30s, before clients give up."),
            value("timeouts.connect", "5s", "For a TCP connection to a next hop."),
            value("timeouts.greeting", "15s", "For its greeting."),
            value("timeouts.reply", "30s", "For its answer to EHLO, MAIL, RCPT and DATA."),
            value("timeouts.tls-handshake", "10s", "For a TLS handshake, on either side."),

            section("drain", "How a node stops (SIGTERM or POST /api/v1/drain)."),
            value("drain.notice", "5s", "Not ready, but still accepting, until load balancers have noticed."),
            value("drain.limit", "60s", "Then transactions in flight have this long to finish."),

            section("log", "To standard error, one line an event."),
            value("log.format", "logfmt", "logfmt: key=value. json: one object a line."),
            value("log.level", "info", "The least weighty lines that are written: error, warn, info, debug."),

            optionalSection("traces", "Spans of sessions and messages for OpenTelemetry. Without this section: none, at no cost."),
            example("traces.endpoint", "http://127.0.0.1:4318/v1/traces",
                    "Where a collector takes OTLP over HTTP."),
            value("traces.share", "1", "Of how many sessions: 0.01 is one in a hundred."),

            section("access", "Who may do what."),
            value("access.relay-from", "[]",
                    "Clients that may send to any domain, by address, such as [10.0.0.0/8]. Nobody unless written."),
            value("access.allow-clients", "[]",
                    "Clients that no block list of clients, no DNS list and no pause is for: networks, host names (their"
                    + " reverse DNS, confirmed) such as mail.example.com or, for all below it, .example.com; or file:/path"
                    + " with one entry a line and comments behind #."),
            value("access.block-clients", "[]",
                    "Clients that are refused: those of a network at once, those with a name at RCPT; written the same way."),
            value("access.block-senders", "[]",
                    "Sender addresses or domains that are refused: [spam@example.com, example.net, .example.org, file:/path]."),
            value("access.block-recipients", "[]", "Recipient addresses or domains that are refused; written the same way."
                    + " A blocked name, sender or listed client still reaches postmaster (RFC 5321 section 4.5.1)."),
            value("access.reverse-dns", "true",
                    "Ask for each client's name; one that leads back to the client stands in Received and log."),
            value("access.reverse-dns-except", "[127.0.0.0/8, \"::1/128\"]", "Clients whose name is not asked for."),
            value("access.greeting-pause", "0s", "Wait before the greeting; clients that speak first are refused. 0s: no pause."),
            optionalSection("access.dns-lists[]",
                    "DNS block lists, asked at once for each client. The weights of those that list it are added up."),
            example("access.dns-lists[].zone", "zen.dnsbl.example", "The list's domain."),
            value("access.dns-lists[].weight", "1", "Negative for lists of clients that are welcome."),
            value("access.dns-lists[].codes", "[]",
                    "Which answers are a listing, such as [127.0.0.2, 127.0.0.4/30]; empty: all of 127.0.0.0/8"
                    + " but 127.255.255.0/24, which never is one."),
            value("access.dns-lists-except",
                    "[127.0.0.0/8, \"::1/128\", 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16,"
                    + " \"fe80::/10\", \"fc00::/7\"]",
                    "Clients that no DNS list is asked about, beside those of relay-from and allow-clients."),
            value("access.dns-list-threshold", "1", "From this sum on a client is refused."),
            value("access.dns-list-timeout", "2s", "What has not answered by then does not count."),
            section("access.rates",
                    "How many recipients all nodes together take in a time, such as 600/1m; those beyond hear 450."),
            value("access.rates.client", "none", "From one client network."),
            value("access.rates.sender", "none", "Of one sender address. The null reverse-path is not counted."),
            value("access.rates.recipient", "none", "For one mailbox."),
            value("access.rates.ipv4-network", "32", "How many bits of a client's IPv4 address make its network."),
            value("access.rates.ipv6-network", "64", "The same of IPv6."),
            value("access.rates.except", "[]", "Clients whose mail is not counted at all, such as [10.0.0.0/8]."),

            section("routes[]",
                    "Domains that this cluster takes mail for; the first match wins. A recipient that matches none is"
                    + " relayed by MX for clients of access.relay-from and refused for all others."),
            example("routes[].name", "own", "The route label of metrics and log lines."),
            example("routes[].domains", "[example.com, \"*.example.com\"]",
                    "*.example.com is every subdomain, however deep."),
            example("routes[].via", "mx",
                    "mx: the domain's own MX records, this cluster's own level and all less preferred ones"
                    + " left out. mx:mail.example.net: the MX records of another name. A list of preferences and hosts:"
                    + " [\"10 mail-a.internal:25\", \"10 [2001:db8::1]:25\", \"20 dr.internal\"]."),
            value("routes[].tls", "opportunistic",
                    "To the next hops. none: in plain. opportunistic: encrypted if the host can, whatever its certificate."
                    + " require: encrypted, whatever the certificate. verify: encrypted to a host that proves its name, by a"
                    + " valid certificate of tls-ca. The name is the one in via; with MX records it is the name they lead to,"
                    + " which anyone can forge who can forge DNS answers: write tls-names against that."),
            optional("routes[].tls-ca", "/etc/postern/hops-ca.crt",
                    "With verify: PEM file of the authorities that count. Default: the system's."),
            value("routes[].tls-names", "[]",
                    "With verify: names of which the certificate must have one, instead of the host's own, such as"
                    + " [mail.example.org]."),
            optional("routes[].tls-client-certificate", "/etc/postern/client.crt",
                    "What this node shows to hosts that ask who it is: PEM file of the chain, or a PKCS #12 file."),
            optional("routes[].tls-client-key", "/etc/postern/client.key", "PEM file of its key. Leave it out with PKCS #12."),
            optional("routes[].tls-client-password", "\"${file:/run/secrets/postern-client}\"",
                    "Of the PKCS #12 file or of the key."),
            optional("routes[].scan", "[rules, antivirus]",
                    "Names of the scanners that look at this route's mail; []: none. Default: all."),
            optional("routes[].on-match", "tag",
                    "What becomes of this route's mail that a scanner rejects, quarantines, redirects or discards: reject,"
                    + " quarantine, redirect, discard, defer or tag. Default: what the scanner says. Recipients of routes that"
                    + " differ in this, in scan or in redirect-to come in transactions of their own."),
            optional("routes[].redirect-to", "spam@example.com", "Who gets what is redirected. Default: whom the scanner says."),
            value("routes[].soft-bounce", "false", "Turn the next hops' final refusals (5xx) into temporary ones (4xx)."),
            value("routes[].verify", "learned",
                    "learned: that a next hop has no such mailbox (5.1.1, 5.1.10) is believed for ten minutes, by all nodes, and"
                    + " said at RCPT without asking again. off: only what a message for several recipients needs. probe: a next hop is"
                    + " asked (MAIL FROM:<>, RCPT, RSET) before the client's RCPT is answered; where it does not say in 5 seconds"
                    + " that there is no such mailbox, the recipient is taken. Only for hops that take the null reverse-path."),
            value("routes[].greylist", "0s",
                    "Put off (451) what an unknown client sends to a recipient until it comes again after this time, such as 5m;"
                    + " a client that did is not put off again for 35 days, by no node. Not for clients of access.relay-from and"
                    + " access.allow-clients. 0s: no greylisting."),
            value("routes[].announce-client", "none",
                    "How next hops learn the client: none, xclient (where they announce XCLIENT with ADDR) or proxy-v2 (all of"
                    + " them must expect the header). A connection then serves one client session only."),
            value("routes[].connections", "0", "Messages of this route on their way at once, of this node; more wait."
                    + " 0: any number."),
            value("routes[].messages-per-second", "0",
                    "Messages of this route begun in a second, of this node; more wait. 0: any number."),
            value("routes[].source-addresses", "[]", "Instead of relay.source-addresses."),

            section("relay", "How this node speaks to next hops."),
            value("relay.port", "25", "Where nothing else is written."),
            value("relay.connections-per-hop", "100", "Connections of this node to one next hop at once."),
            value("relay.messages-per-connection", "100", "Then a connection is closed."),
            value("relay.idle", "30s", "An unused connection is closed after this."),
            value("relay.max-age", "10m", "And any connection after this."),
            value("relay.source-addresses", "[]",
                    "Local addresses to connect from, one of each family at most, such as [203.0.113.10, \"2001:db8::10\"]."
                    + " Without one the system chooses."),
            value("relay.refuse-addresses",
                    "[127.0.0.0/8, \"::1/128\", \"::/128\", 169.254.0.0/16, \"fe80::/10\", 0.0.0.0/8,"
                    + " 224.0.0.0/4, \"ff00::/8\"]",
                    "Never followed when MX records lead there, IPv4-mapped forms included; hosts written in a route are."),

            section("dns", "Where MX and address records come from, and how long they are kept."),
            value("dns.servers", "[]", "Such as [\"127.0.0.1:53\"]. Empty: the system's."),
            value("dns.timeout", "5s", "For one question."),
            value("dns.ttl-floor", "30s", "Records are kept at least this long, except those with a TTL of 0."),
            value("dns.ttl-ceiling", "1h", "And at most this long."),
            value("dns.stale", "1h", "When the DNS fails, expired records serve for this long (RFC 8767)."));

    private static final List<Key> BEHIND_SCAN = List.of(
            section("quarantine", "Where messages go that must not pass."),
            value("quarantine.type", "directory", "directory: a folder, perhaps on a volume that the nodes share. s3: a bucket."),
            value("quarantine.path", "/var/lib/postern/quarantine", "Of type directory: the folder, created if missing."),
            optional("quarantine.endpoint", "https://s3.example.com", "Of type s3. Without one: AWS's own of the region."),
            optional("quarantine.region", "eu-central-1", "Of type s3. Default: us-east-1, which most stores other than AWS's take."),
            optional("quarantine.bucket", "quarantine", "Of type s3: it must exist."),
            optional("quarantine.prefix", "postern/", "Of type s3: what the names of all objects begin with. Default: nothing."),
            optional("quarantine.path-style", "true", "Of type s3: the bucket stands in the path instead of the host name, as most"
                    + " stores other than AWS's want it. Default: false."),
            optional("quarantine.access-key", "\"${file:/run/secrets/s3-access-key}\"",
                    "Of type s3. Without it and secret-key: what the SDK finds in the environment, in its files, or from the cloud."),
            optional("quarantine.secret-key", "\"${file:/run/secrets/s3-secret-key}\"", "Of type s3."),
            value("quarantine.retention", "30d", "Older messages are deleted."),
            optional("quarantine.retention-size", "50GiB",
                    "And of more than this in all, the oldest. Where nodes share a store it counts what they have together."),
            optional("quarantine.index", "/var/lib/postern/quarantine-index",
                    "This node's own folder for what makes search quick: on a local disk, some 1 KiB a message. It may be lost at"
                    + " any time, and costs reading all descriptions then. Default: below the path, or below spill-directory"
                    + " with s3."),
            optionalSection("quarantine.keys[]", "Encrypt what is kept (AES-256-GCM). The first key writes, all read: to change"
                    + " keys, put a new one first, and drop the old one after the retention."),
            example("quarantine.keys[].name", "k1", "Stands beside what it has sealed; never use a name twice."),
            example("quarantine.keys[].key", "\"${file:/run/secrets/quarantine-k1}\"",
                    "32 random octets as base64: openssl rand -base64 32."),
            optional("quarantine.records", "/var/lib/postern/records",
                    "The folder of the audit trail and of who has had a released message already. Default: in"
                    + " quarantine.path. Nodes that share a store need to share this, too, or each knows its own releases alone."),
            value("quarantine.audit-retention", "365d",
                    "How long it is known who did what to messages, and that a message was released."),
            optionalSection("quarantine.digest",
                    "A mail each day about what was kept since the day before, sent by one node, from the postmaster."),
            example("quarantine.digest.at", "\"07:00\"", "Sent some minutes later; what is not taken is tried again until the next one."),
            value("quarantine.digest.zone", "UTC", "Whose time that is, such as Europe/Berlin."),
            value("quarantine.digest.to", "recipients",
                    "recipients: each recipient of a configured route, about its own mail. Or the mailbox of an operator, about all."),
            value("quarantine.digest.routes", "[]", "Only what was meant for these routes, such as [own]. Empty: all routes."),
            optional("quarantine.digest.link-base", "https://quarantine.example.com",
                    "Where the world reaches /quarantine/link of the admin listener, through a proxy that passes nothing else on."
                    + " Without it the mail has no links."),
            value("quarantine.digest.link-expiry", "3d", "How long a link releases."),
            value("quarantine.digest.release", "[]",
                    "Names of scanners whose messages have a link that releases them, such as [spam]. Name none that finds viruses."),
            optional("quarantine.digest.key", "\"${file:/run/secrets/postern-links}\"",
                    "Signs the links; the same on all nodes. Default: derived from cluster.secret."),
            optionalSection("cluster",
                    "What the nodes share, by Hazelcast. Without this section: a single node, no port opened."),
            example("cluster.hazelcast", "hazelcast-static.yaml",
                    "Hazelcast's own file; a relative path starts at this file's"
                    + " folder."),
            example("cluster.secret", "\"${file:/run/secrets/postern-cluster}\"",
                    "The same on all nodes; signs what they share."),

            section("admin", "HTTP: metrics, health, API and console."),
            value("admin.bind", "127.0.0.1:8080", "IP address and port."),
            optional("admin.token", "\"${file:/run/secrets/postern-admin}\"",
                    "Bearer token of the API, and the one that nodes show each other. Without one the API is off; metrics and"
                    + " health need none."),
            optionalSection("admin.tokens[]",
                    "Further tokens, one for each person or program: the audit trail has their names. Who has admin.token is admin."),
            example("admin.tokens[].name", "alice", "Letters, digits, hyphen, underscore and dot."),
            example("admin.tokens[].token", "\"${file:/run/secrets/postern-alice}\"", "Each one another."));

    static final List<Key> ALL = Stream.of(BEFORE_SCAN, ScanKeys.ALL, BEHIND_SCAN).flatMap(List::stream).toList();

    private static final Map<String, Map<String, Key>> BY_SECTION = bySection();

    private Keys() {
    }

    /** The keys of a section by name, {@code section} being its declared path; empty for the root. */
    static Map<String, Key> of(String section) {
        return BY_SECTION.getOrDefault(section, Map.of());
    }

    /** A section that has a key of this name, for hints. */
    static Optional<String> sectionWith(String name) {
        return ALL.stream()
                .filter(key -> key.name().equals(name) && !key.section().isEmpty() && !key.isSection())
                .map(Key::section)
                .findFirst();
    }

    private static Map<String, Map<String, Key>> bySection() {
        var sections = new LinkedHashMap<String, Map<String, Key>>();
        for (var key : ALL) {
            sections.computeIfAbsent(key.section(), section -> new LinkedHashMap<>()).putIfAbsent(key.name(), key);
        }
        return sections;
    }
}
