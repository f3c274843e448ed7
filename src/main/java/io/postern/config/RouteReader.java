package io.postern.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.postern.smtp.Domain;

/** The {@code routes} section. */
final class RouteReader {

    private static final Pattern HOST = Pattern.compile("(\\d{1,5}) +(\\S+)");
    private static final String MX_OF = "mx:";

    private static final int MANY = 1_000_000;
    private static final Notation<Config.AnnounceClient> ANNOUNCE =
            Notation.choice(List.of("none", "xclient", "proxy-v2"), List.of(), RouteReader::announced);
    private static final Notation<Config.Via> VIA = new Notation<>("a way to next hops",
            "write mx, mx:mail.example.net, or a list such as [\"10 mail.example.net:25\"]", RouteReader::via);

    private final Problems problems;
    private final Path folder;
    private final Notation<Config.Host> host;

    /** {@code folder} is where relative paths begin; {@code port} is for hosts written without one. */
    RouteReader(Problems problems, Path folder, int port) {
        this.problems = problems;
        this.folder = folder;
        this.host = new Notation<>("a preference and a host", "write it such as \"10 mail.example.net:25\"",
                text -> host(text, port));
    }

    List<Config.Route> read(Section root) {
        return root.has("routes") ? root.sections("routes").stream().map(this::route).toList() : List.of();
    }

    private Config.Route route(Section section) {
        return new Config.Route(
                section.required("name", Notation.LABEL_NAME).orElse(""),
                domains(section),
                section.isList("via") ? hosts(section) : section.required("via", VIA).orElse(new Config.Via.OwnMx()),
                tls(section),
                section.value("soft-bounce", Notation.BOOLEAN).orElse(false),
                terms(section),
                profile(section),
                new Config.Checks(
                        section.value("verify", Notation.choice(Config.Verify.class)).orElse(Config.Verify.LEARNED),
                        section.value("greylist", Notation.DURATION_OR_ZERO).orElse(Duration.ZERO)));
    }

    private static ScanProfile profile(Section section) {
        return new ScanProfile(
                section.has("scan") ? Optional.of(Set.copyOf(section.values("scan", Notation.LABEL_NAME))) : Optional.empty(),
                section.value("on-match", Notation.choice(Scan.OnMatch.class)),
                section.value("redirect-to", Notation.MAILBOX).map(ScanReader::mailbox));
    }

    private Config.Terms terms(Section section) {
        return new Config.Terms(
                SourceAddresses.read(section, problems),
                section.value("announce-client", ANNOUNCE).orElse(Config.AnnounceClient.NONE),
                section.value("connections", Notation.number(0, MANY)).orElse(0),
                section.value("messages-per-second", Notation.number(0, MANY)).orElse(0));
    }

    private static Config.AnnounceClient announced(String word) {
        return Config.AnnounceClient.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private Config.RouteTls tls(Section section) {
        return new Config.RouteTls(
                section.value("tls", Notation.choice(Config.TlsDemand.class)).orElse(Config.TlsDemand.NONE),
                section.value("tls-ca", Notation.PATH).map(folder::resolve),
                section.values("tls-names", Notation.HOST_NAME),
                section.value("tls-client-certificate", Notation.PATH).map(certificate -> new Config.Certificate(
                        folder.resolve(certificate), section.value("tls-client-key", Notation.PATH).map(folder::resolve),
                        section.value("tls-client-password", Notation.SECRET))));
    }

    private List<String> domains(Section section) {
        var domains = section.values("domains", Notation.DOMAIN);
        if (domains.isEmpty() && problems.clean(section.at("domains"))) {
            problems.add(section.at("domains"), section.has("domains") ? "is empty" : "is missing",
                    "write at least one, such as [example.com]");
        }
        return domains;
    }

    private Config.Via hosts(Section section) {
        var hosts = section.values("via", host);
        if (hosts.isEmpty() && problems.clean(section.at("via"))) {
            problems.add(section.at("via"), "is empty", VIA.right());
        }
        return new Config.Via.Hosts(hosts);
    }

    private static Optional<Config.Via> via(String text) {
        if (text.equals("mx")) {
            return Optional.of(new Config.Via.OwnMx());
        }
        return Optional.of(text)
                .filter(it -> it.startsWith(MX_OF))
                .flatMap(it -> Domain.parse(it.substring(MX_OF.length())))
                .filter(domain -> !domain.isAddressLiteral())
                .map(domain -> new Config.Via.MxOf(domain.name()));
    }

    private static Optional<Config.Host> host(String text, int portIfNone) {
        var matcher = HOST.matcher(text.strip());
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > 65535) {
            return Optional.empty();
        }
        int preference = Integer.parseInt(matcher.group(1));
        return Endpoint.parse(matcher.group(2))
                .map(it -> new Config.Host(preference, it.host(), it.port().orElse(portIfNone)))
                .filter(it -> it.port() > 0);
    }
}
