package io.postern.scan.rspamd;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.postern.scan.http.Coding;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** Zstandard (RFC 8878) as rspamd announces it: a {@code Compression} field, in the request and in its answer to such a one. */
final class Zstd implements Coding {

    private static final int FASTEST_LEVEL = 1;
    private static final int MOST_DECODED_OCTETS = 4 << 20;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ZstdOutputStream encoder;

    Zstd() {
        try {
            encoder = new ZstdOutputStream(written, FASTEST_LEVEL);
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
    }

    /** Empty where it is not Zstandard, or too much. */
    static Optional<Buffer> decoded(Buffer encoded) {
        try (var stream = new ZstdInputStream(new ByteArrayInputStream(encoded.getBytes()))) {
            var octets = stream.readNBytes(MOST_DECODED_OCTETS + 1);
            return Optional.of(Buffer.buffer(octets)).filter(buffer -> buffer.length() <= MOST_DECODED_OCTETS);
        } catch (IOException notZstandard) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalLong announce(MultiMap headers, long octets) {
        headers.set("Compression", "zstd");
        return OptionalLong.empty();
    }

    @Override
    public Buffer next(Buffer octets) {
        try {
            encoder.write(octets.getBytes());
            return taken();
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
    }

    @Override
    public Buffer last() {
        close();
        return taken();
    }

    private Buffer taken() {
        var octets = Buffer.buffer(written.toByteArray());
        written.reset();
        return octets;
    }

    @Override
    public void close() {
        try {
            encoder.close();
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
    }
}
