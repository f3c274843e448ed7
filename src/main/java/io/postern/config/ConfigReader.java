package io.postern.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import static io.postern.config.Notation.DURATION;
import static io.postern.config.Notation.DURATION_OR_ZERO;
import static io.postern.config.Notation.NETWORK;
import static io.postern.config.Notation.PATH;
import static io.postern.config.Notation.SIZE;
import static io.postern.config.Notation.number;

/**
 * The sections of the file into their records, top to bottom. A value with a problem is replaced by something harmless: the
 * result is shown to nobody unless there was no problem at all.
 */
final class ConfigReader {

    private static final int MANY = 1_000_000;
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Section root;
    private final Problems problems;
    private final Path folder;

    ConfigReader(Section root, Problems problems, Path folder) {
        this.root = root;
        this.problems = problems;
        this.folder = folder;
    }

    Config read() {
        var relay = relay(root.section("relay"));
        var kept = root.section("quarantine");
        return new Config(
                root.has("hostname") ? root.value("hostname", Notation.HOST_NAME).orElse("") : MachineName.get(),
                identity(root.section("identity")),
                root.value("postmaster", Notation.MAILBOX),
                new ListenerReader(problems, folder).read(root),
                limits(root.section("limits")),
                root.value("spill-directory", PATH).orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))),
                root.value("bare-newline", Notation.choice(Config.BareNewline.class)).orElse(Config.BareNewline.REJECT),
                root.value("long-lines", Notation.choice(Config.LongLines.class)).orElse(Config.LongLines.PASS),
                timeouts(root.section("timeouts")),
                drain(root.section("drain")),
                log(root.section("log")),
                root.has("traces") ? Optional.of(traces(root.section("traces"))) : Optional.empty(),
                new AccessReader(problems, folder).read(root.section("access")),
                new RouteReader(problems, folder, relay.port()).read(root),
                relay,
                dns(root.section("dns")),
                new ScanReader(problems, folder).read(root),
                new QuarantineReader(problems, folder).read(kept),
                handling(kept),
                root.has("cluster") ? Optional.of(cluster(root.section("cluster"))) : Optional.empty(),
                admin(root.section("admin")));
    }

    private static Config.Identity identity(Section section) {
        return new Config.Identity(section.values("names", Notation.HOST_NAME),
                section.values("addresses", Notation.ADDRESS));
    }

    private static Config.Limits limits(Section section) {
        return new Config.Limits(
                size(section, "message-size"),
                section.value("recipients", number(100, MANY)).orElse(0),
                section.value("messages-per-session", number(0, MANY)).orElse(0),
                section.value("sessions", number(1, MANY)).orElse(0),
                section.value("sessions-per-client", number(1, MANY)).orElse(0),
                size(section, "body-memory"),
                size(section, "body-spill-threshold"),
                size(section, "body-disk"),
                section.value("received-hops", number(1, 1000)).orElse(0),
                size(section, "header-size"),
                section.value("errors", number(1, MANY)).orElse(0),
                section.value("idle-commands", number(1, MANY)).orElse(0));
    }

    private static Config.Timeouts timeouts(Section section) {
        return new Config.Timeouts(
                duration(section, "command"),
                duration(section, "data-block"),
                duration(section, "budget"),
                duration(section, "dot-reply"),
                duration(section, "connect"),
                duration(section, "greeting"),
                duration(section, "reply"),
                duration(section, "tls-handshake"));
    }

    private static Config.Drain drain(Section section) {
        return new Config.Drain(section.value("notice", DURATION_OR_ZERO).orElse(Duration.ZERO), duration(section, "limit"));
    }

    private static Config.Log log(Section section) {
        return new Config.Log(
                section.value("format", Notation.choice(Config.LogFormat.class)).orElse(Config.LogFormat.LOGFMT),
                section.value("level", Notation.choice(Config.LogLevel.class)).orElse(Config.LogLevel.INFO));
    }

    private static Config.Traces traces(Section section) {
        return new Config.Traces(
                section.required("endpoint", Notation.HTTP_URL).orElse(URI.create("http://localhost")),
                section.value("share", Notation.SHARE).orElse(1.0));
    }

    private Config.Relay relay(Section section) {
        return new Config.Relay(
                section.value("port", number(1, 65535)).orElse(0),
                section.value("connections-per-hop", number(1, MANY)).orElse(0),
                section.value("messages-per-connection", number(1, MANY)).orElse(0),
                duration(section, "idle"),
                duration(section, "max-age"),
                section.values("refuse-addresses", NETWORK),
                SourceAddresses.read(section, problems));
    }

    private static Config.Dns dns(Section section) {
        return new Config.Dns(
                section.values("servers", Notation.DNS_SERVER),
                duration(section, "timeout"),
                section.value("ttl-floor", DURATION_OR_ZERO).orElse(Duration.ZERO),
                section.value("ttl-ceiling", DURATION_OR_ZERO).orElse(Duration.ZERO),
                section.value("stale", DURATION_OR_ZERO).orElse(Duration.ZERO));
    }

    private Config.Handling handling(Section section) {
        if (problems.raw(section.at("type")).equals("s3")) {
            section.required("records", PATH);
        }
        return new Config.Handling(section.has("records") ? resolved(section, "records") : resolved(section, "path"),
                duration(section, "audit-retention"),
                section.has("digest") ? Optional.of(DigestReader.read(section.section("digest"))) : Optional.empty());
    }

    private Config.Cluster cluster(Section section) {
        return new Config.Cluster(
                folder.resolve(section.required("hazelcast", PATH).orElse(Path.of(""))),
                section.required("secret", Notation.SECRET).orElse(new Secret("")));
    }

    private static Config.Admin admin(Section section) {
        return new Config.Admin(section.value("bind", Notation.BIND).orElse(NOWHERE),
                section.value("token", Notation.SECRET),
                section.sections("tokens").stream().map(each -> new Config.AdminToken(
                        each.required("name", Notation.LABEL_NAME).orElse(""),
                        each.required("token", Notation.SECRET).orElse(new Secret("")))).toList());
    }

    private Path resolved(Section section, String key) {
        return folder.resolve(section.value(key, PATH).orElse(Path.of("")));
    }

    private static ByteSize size(Section section, String key) {
        return section.value(key, SIZE).orElse(new ByteSize(0));
    }

    private static Duration duration(Section section, String key) {
        return section.value(key, DURATION).orElse(Duration.ZERO);
    }
}
