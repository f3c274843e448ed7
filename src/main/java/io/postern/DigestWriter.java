package io.postern;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import io.postern.config.Config;
import io.postern.config.Secret;
import io.postern.gateway.DigestText;
import io.postern.quarantine.DigestLink;
import io.postern.smtp.Mailbox;

/** Writes digests, with links to what may be released by one. */
final class DigestWriter {

    /** Below the base and on the admin listener alike. */
    static final String PATH = "/quarantine/link";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z");

    private final Config config;
    private final Config.Digest digest;
    private final InstantSource clock;

    DigestWriter(Config config, Config.Digest digest, InstantSource clock) {
        this.config = config;
        this.digest = digest;
        this.clock = clock;
    }

    /** Empty where links cannot be signed. */
    static Optional<DigestLink.Signer> signer(Config config, InstantSource clock) {
        return config.handling().digest().filter(digest -> digest.linkBase().isPresent())
                .flatMap(digest -> digest.key().or(() -> config.cluster().map(Config.Cluster::secret)))
                .map(Secret::value).map(secret -> new DigestLink.Signer(secret, clock));
    }

    String write(String id, Mailbox to, List<DigestMessage> messages, long all, String remark) {
        var items = messages.stream().map(message -> new DigestText.Item(
                TIME.format(message.time().atZone(digest.zone()).truncatedTo(ChronoUnit.MINUTES)), message.sender(),
                digest.operator().isPresent() ? message.recipients() : to.toString(),
                message.subject(), message.reason(), link(to, message))).toList();
        return new DigestText(id, clock.instant(), config.postmaster().orElse("postmaster@" + config.hostname()),
                config.hostname(), to, items, all, remark).message();
    }

    private Optional<String> link(Mailbox to, DigestMessage message) {
        if (!digest.release().contains(message.scanner())) {
            return Optional.empty();
        }
        var link = new DigestLink(message.id(), digest.operator().isPresent() ? "" : to.toString(),
                clock.instant().plus(digest.linkExpiry()));
        return signer(config, clock).map(signer ->
                digest.linkBase().orElseThrow().toString().replaceAll("/+$", "") + PATH + "?t=" + signer.sign(link));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
