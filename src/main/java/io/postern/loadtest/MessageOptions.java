package io.postern.loadtest;

import io.postern.smtp.Domain;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What the messages are like. */
final class MessageOptions {

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "4KiB", description =
            "4KiB always, 1KiB-60KiB log-uniform, lognormal:30KiB,10MiB with that median and most (${DEFAULT-VALUE}).")
    private String size;

    @Option(names = "--recipients", paramLabel = "N", defaultValue = "1",
            description = "Recipients of a message, like 1 or 1-50 (${DEFAULT-VALUE}).")
    private String recipients;

    @Option(names = "--attachments", paramLabel = "SHARE", defaultValue = "0%",
            description = "Messages with a base64 attachment, like 20%%.")
    private String attachments;

    @Option(names = "--eight-bit", paramLabel = "SHARE", defaultValue = "0%", description = "Messages with octets above 127.")
    private String eightBit;

    @Option(names = "--eicar", paramLabel = "SHARE", defaultValue = "0%", description = "Messages with the EICAR test file attached.")
    private String eicar;

    @Option(names = "--gtube", paramLabel = "SHARE", defaultValue = "0%",
            description = "Messages with the GTUBE test text (their subject ends in GTUBE).")
    private String gtube;

    @Option(names = "--bad-mail", paramLabel = "FATE", defaultValue = "quarantined",
            description = "What is to become of those two: quarantined, rejected or delivered (${DEFAULT-VALUE}).")
    private Fate fate;

    @Option(names = "--to", paramLabel = "DOMAIN", defaultValue = "example.com",
            description = "The recipients' domain (${DEFAULT-VALUE}).")
    private String to;

    @Option(names = "--from", paramLabel = "DOMAIN", defaultValue = "gen.postern.test",
            description = "The senders' domain (${DEFAULT-VALUE}).")
    private String from;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The same seed makes the same messages (${DEFAULT-VALUE}).")
    private long seed;

    MessageMix mix(CommandSpec spec) {
        return Options.parsed(spec, () -> new MessageMix(Units.size(size), Units.count(recipients), Share.parse(attachments),
                Share.parse(eightBit), Share.parse(eicar), Share.parse(gtube)));
    }

    Domain to(CommandSpec spec) {
        return domain(spec, to);
    }

    Domain from(CommandSpec spec) {
        return domain(spec, from);
    }

    Fate fate() {
        return fate;
    }

    long seed() {
        return seed;
    }

    private static Domain domain(CommandSpec spec, String name) {
        return Options.parsed(spec, () -> Domain.parse(name)
                .orElseThrow(() -> new IllegalArgumentException("not a domain: " + name)));
    }
}
