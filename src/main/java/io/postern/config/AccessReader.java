package io.postern.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The {@code access} section. */
final class AccessReader {

    private static final int MOST_WEIGHT = 1000;
    private static final Notation<Integer> WEIGHT = new Notation<>("a whole number from -1000 to 1000", "write digits only",
            text -> text.matches("-?\\d{1,4}")
                    ? Optional.of(Integer.valueOf(text)).filter(it -> Math.abs(it) <= MOST_WEIGHT) : Optional.empty());

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Notation<Optional<Config.Rate>> RATE = new Notation<>("a rate",
            "write none, or a number and a time from 1s to 1d such as 600/1m", AccessReader::rate);

    /** RFC 5782 §2.1: where listings are. */
    private static final Network LISTINGS = Network.parse("127.0.0.0/8").orElseThrow();

    private final Problems problems;
    private final Path folder;

    AccessReader(Problems problems, Path folder) {
        this.problems = problems;
        this.folder = folder;
    }

    Config.Access read(Section section) {
        var access = new Config.Access(
                section.values("relay-from", Notation.NETWORK),
                list(section, "allow-clients", AccessEntry.About.CLIENTS),
                list(section, "block-clients", AccessEntry.About.CLIENTS),
                list(section, "block-senders", AccessEntry.About.ADDRESSES),
                list(section, "block-recipients", AccessEntry.About.ADDRESSES),
                section.value("reverse-dns", Notation.BOOLEAN).orElse(true),
                section.values("reverse-dns-except", Notation.NETWORK),
                section.value("greeting-pause", Notation.DURATION_OR_ZERO).orElse(Duration.ZERO),
                section.has("dns-lists") ? section.sections("dns-lists").stream().map(this::dnsList).toList() : List.of(),
                section.values("dns-lists-except", Notation.NETWORK),
                section.value("dns-list-threshold", Notation.number(1, MOST_WEIGHT)).orElse(1),
                section.value("dns-list-timeout", Notation.DURATION).orElse(Duration.ZERO),
                rates(section.section("rates")));
        threshold(section, access);
        return access;
    }

    private static Config.Rates rates(Section section) {
        return new Config.Rates(
                section.value("client", RATE).flatMap(it -> it),
                section.value("sender", RATE).flatMap(it -> it),
                section.value("recipient", RATE).flatMap(it -> it),
                section.value("ipv4-network", Notation.number(8, 32)).orElse(0),
                section.value("ipv6-network", Notation.number(16, 128)).orElse(0),
                section.values("except", Notation.NETWORK));
    }

    private static Optional<Optional<Config.Rate>> rate(String text) {
        if (text.equals("none")) {
            return Optional.of(Optional.empty());
        }
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(0, slash).matches("[1-9]\\d{0,8}")) {
            return Optional.empty();
        }
        return Durations.parse(text.substring(slash + 1))
                .filter(time -> time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0)
                .map(time -> Optional.of(new Config.Rate(Integer.parseInt(text.substring(0, slash)), time)));
    }

    private void threshold(Section section, Config.Access access) {
        int most = access.dnsLists().stream().mapToInt(list -> Math.max(0, list.weight())).sum();
        if (!access.dnsLists().isEmpty() && most < access.dnsListThreshold()
                && problems.clean(section.at("dns-lists"), section.at("dns-list-threshold"))) {
            problems.add(section.at("dns-list-threshold"), "is more than all weights together, so that nobody is refused",
                    "write " + most + " or less, or other weights");
        }
    }

    /** The files are read here for their problems, and once more by whoever makes a list of them. */
    private AccessSource list(Section section, String key, AccessEntry.About about) {
        var source = new AccessSource(section.at(key), about, section.values(key, AccessSource.notation(about, folder)));
        var names = new boolean[1];
        source.read(entry -> names[0] |= entry instanceof AccessEntry.Named).forEach(problems::add);
        if (about == AccessEntry.About.CLIENTS && names[0] && !section.value("reverse-dns", Notation.BOOLEAN).orElse(true)) {
            problems.add(section.at(key), "has host names, which match no client without reverse-dns",
                    "write reverse-dns: true, or networks only");
        }
        return source;
    }

    private Config.DnsList dnsList(Section section) {
        var weight = section.value("weight", WEIGHT).orElse(1);
        if (weight == 0) {
            problems.add(section.at("weight"), "is 0, so the list has no effect", "write another weight or leave the list out");
        }
        var codes = section.values("codes", Notation.NETWORK);
        for (var code : codes) {
            if (!LISTINGS.contains(code.address()) || code.prefixLength() < LISTINGS.prefixLength()) {
                problems.add(section.at("codes"), code + " is never a listing", "write addresses of " + LISTINGS);
            }
        }
        return new Config.DnsList(section.required("zone", Notation.HOST_NAME).orElse(""), weight, codes);
    }
}
