package io.postern.wire;

import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vertx.core.Promise;

/** Stands between the TLS engine and the connection: marks what was decrypted, and tells how the handshake ended. */
final class TlsGate extends ChannelInboundHandlerAdapter {

    private final Promise<SSLSession> handshake;
    private final Runnable ended;

    /** {@code ended}: the peer says that nothing more will come. */
    TlsGate(Promise<SSLSession> handshake, Runnable ended) {
        this.handshake = handshake;
        this.ended = ended;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(message instanceof ByteBuf octets ? new Decrypted(octets) : message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent done when done.isSuccess() ->
                handshake.tryComplete(context.pipeline().get(SslHandler.class).engine().getSession());
            case SslHandshakeCompletionEvent failed -> handshake.tryFail(failed.cause());
            // RFC 8446 §6.1: no octet counts after it
            case SslCloseCompletionEvent _ -> ended.run();
            default -> context.fireUserEventTriggered(event);
        }
    }

    /** Of a failed handshake the promise tells; later failures are the connection's. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (handshake.tryFail(cause)) {
            context.close();
        } else if (context.channel().isActive()) {
            context.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handshake.tryFail("closed during the handshake");
        context.fireChannelInactive();
    }
}
