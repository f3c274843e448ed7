package io.postern.admin;

import java.util.function.Supplier;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.streams.ReadStream;

/**
 * Octets on their way out. Whoever receives one calls {@code close} exactly once, whether it was read or not.
 *
 * @param stream paused or not yet started
 */
public record Download(ReadStream<Buffer> stream, Supplier<Future<Void>> close) {

    public static Download of(AsyncFile file) {
        return new Download(file, file::close);
    }
}
