package io.postern.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/** Octets that came through TLS, so that nothing that came in plain can pass for them, wherever it waited. */
final class Decrypted extends DefaultByteBufHolder {

    Decrypted(ByteBuf octets) {
        super(octets);
    }
}
