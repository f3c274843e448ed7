package io.postern.scan;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

import io.netty.util.ReferenceCountUtil;
import io.postern.config.Scan;
import io.postern.message.Body;
import io.vertx.core.Future;

/**
 * A scanner that judges content alone, asked once for the same content in a while: the key is the content, all that is
 * configured of the scanner and the version of what it knows. Where that is not known nothing is kept.
 */
final class CachedScanner implements Scanner {

    private static final long AT_ONCE_OCTETS = 64 << 10;

    private final Scanner scanner;
    private final Scan config;
    private final Knowledge knowledge;
    private final VerdictMemory memory;

    /** What the scanner judges by, as a text that changes with it; empty: not known now. */
    interface Knowledge {
        Optional<String> version();
    }

    CachedScanner(Scanner scanner, Scan config, Knowledge knowledge, VerdictMemory memory) {
        this.scanner = scanner;
        this.config = config;
        this.knowledge = knowledge;
        this.memory = memory;
    }

    @Override
    public String name() {
        return scanner.name();
    }

    @Override
    public Future<Verdict> scan(ScanInput input) {
        return knowledge.version().map(version -> remembered(version, input)).orElseGet(() -> scanner.scan(input));
    }

    private Future<Verdict> remembered(String version, ScanInput input) {
        return key(version, input).compose(key -> key.isPresent()
                ? byKey(key.get(), input) : Future.succeededFuture(new Verdict.Unsure("read")));
    }

    private Future<Verdict> byKey(String key, ScanInput input) {
        return memory.get(key, kept(), input.patience()).compose(known ->
                known.isPresent() ? Future.succeededFuture(known.get())
                        : scanner.scan(input).onSuccess(verdict -> memory.put(key, verdict, kept())));
    }

    private Duration kept() {
        return config.cache();
    }

    /** Empty where the message cannot be read. */
    private Future<Optional<String>> key(String version, ScanInput input) {
        var body = input.body();
        return mayReadAtOnce(body) ? Future.succeededFuture(digest(version, body))
                : input.context().executeBlocking(() -> digest(version, body), false);
    }

    private static boolean mayReadAtOnce(Body body) {
        if (body.contentOctets() > AT_ONCE_OCTETS) {
            return false;
        }
        var slices = body.memorySlices();
        slices.ifPresent(list -> list.forEach(ReferenceCountUtil::release));
        return slices.isPresent();
    }

    private Optional<String> digest(String version, Body body) {
        try (var content = body.contentStream()) {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((config + " " + version + "\0").getBytes(StandardCharsets.UTF_8));
            content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return Optional.of(HexFormat.of().formatHex(digest.digest()));
        } catch (IOException unreadable) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
