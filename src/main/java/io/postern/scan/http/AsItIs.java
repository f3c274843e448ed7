package io.postern.scan.http;

import java.util.OptionalLong;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** No coding at all. */
enum AsItIs implements Coding {

    CODING;

    @Override
    public OptionalLong announce(MultiMap headers, long octets) {
        return OptionalLong.of(octets);
    }

    @Override
    public Buffer next(Buffer octets) {
        return octets;
    }

    @Override
    public Buffer last() {
        return Buffer.buffer();
    }

    @Override
    public void close() {
        // nothing is held
    }
}
