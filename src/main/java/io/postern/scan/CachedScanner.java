package io.postern.scan;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
        Future<Optional<String>> version();
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
        return knowledge.version().compose(version ->
                version.isEmpty() ? scanner.scan(input) : remembered(version.get(), input));
    }

    private Future<Verdict> remembered(String version, ScanInput input) {
        return key(version, input).compose(key -> memory.get(key, kept(), input.patience()).compose(known ->
                known.isPresent() ? Future.succeededFuture(known.get())
                        : scanner.scan(input).onSuccess(verdict -> memory.put(key, verdict, kept()))));
    }

    private Duration kept() {
        return config.cache();
    }

    private Future<String> key(String version, ScanInput input) {
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

    private String digest(String version, Body body) {
        try (var content = body.contentStream()) {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((config + " " + version + "\0").getBytes(StandardCharsets.UTF_8));
            content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
