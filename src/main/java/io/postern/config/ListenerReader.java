package io.postern.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code listeners} section. */
final class ListenerReader {

    private static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Notation<Optional<Config.TlsMode>> TLS_MODE = Notation.choice(
            List.of("off", "starttls", "required", "implicit"), List.of(), ListenerReader::mode);

    private final Problems problems;
    private final Path folder;

    ListenerReader(Problems problems, Path folder) {
        this.problems = problems;
        this.folder = folder;
    }

    List<Config.Listener> read(Section root) {
        if (!root.has("listeners")) {
            problems.add(1, "listeners", "is missing", "write at least one: listeners: [{bind: \"0.0.0.0:2525\"}]");
            return List.of();
        }
        var sections = root.sections("listeners");
        if (sections.isEmpty() && problems.clean("listeners")) {
            problems.add("listeners", "has no entry", "write at least one: [{bind: \"0.0.0.0:2525\"}]");
        }
        return sections.stream().map(this::listener).toList();
    }

    private Config.Listener listener(Section section) {
        return new Config.Listener(
                section.required("bind", Notation.BIND).orElse(NOWHERE),
                section.has("tls") ? tls(section.section("tls")) : Optional.empty(),
                section.has("proxy-protocol") ? proxies(section.section("proxy-protocol")) : List.of(),
                section.values("xclient-from", Notation.NETWORK),
                Set.copyOf(section.values("announce", Notation.choice(Config.Announced.class))));
    }

    private Optional<Config.Tls> tls(Section section) {
        var mode = section.required("mode", TLS_MODE).orElse(Optional.empty());
        if (mode.isEmpty()) {
            return Optional.empty();
        }
        var certificates = new ArrayList<Config.Certificate>();
        certificates.add(certificate(section));
        section.sections("more").forEach(more -> certificates.add(certificate(more)));
        return Optional.of(new Config.Tls(mode.get(), List.copyOf(certificates),
                section.value("request-client-certificate", Notation.BOOLEAN).orElse(false),
                section.value("client-ca", Notation.PATH).map(folder::resolve)));
    }

    private Config.Certificate certificate(Section section) {
        return new Config.Certificate(
                folder.resolve(section.required("certificate", Notation.PATH).orElse(Path.of(""))),
                section.value("key", Notation.PATH).map(folder::resolve),
                section.value("password", Notation.SECRET));
    }

    /** None would let the whole world say who it is. */
    private List<Network> proxies(Section section) {
        var from = section.values("from", Notation.NETWORK);
        if (from.isEmpty() && problems.clean(section.at("from"))) {
            problems.add(section.at("from"), "names no load balancer", "write at least one, such as [10.0.0.0/8]");
        }
        return from;
    }

    private static Optional<Config.TlsMode> mode(String word) {
        return switch (word) {
            case "starttls" -> Optional.of(Config.TlsMode.STARTTLS);
            case "required" -> Optional.of(Config.TlsMode.REQUIRED);
            case "implicit" -> Optional.of(Config.TlsMode.IMPLICIT);
            default -> Optional.empty();
        };
    }
}
