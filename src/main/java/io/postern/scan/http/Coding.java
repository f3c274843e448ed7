package io.postern.scan.http;

import java.util.OptionalLong;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** How the octets of one request are written: called in this order, {@link #next} any number of times. */
public interface Coding extends AutoCloseable {

    /** Sets what headers it needs; answers the length of what it will write, where that is known. */
    OptionalLong announce(MultiMap headers, long octets);

    /** What {@code octets} are to be written as by now; perhaps nothing. */
    Buffer next(Buffer octets);

    /** The rest. */
    Buffer last();

    @Override
    void close();

    /** As they are. */
    static Coding none() {
        return AsItIs.CODING;
    }
}
