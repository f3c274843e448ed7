package io.postern.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.VertxConnection;

/**
 * One TCP connection as octets in Netty's own buffers, without the copy to the heap that {@link NetSocket#handler} makes.
 * The only file that knows the inside of Vert.x's socket. All methods belong to the connection's event loop.
 *
 * <p>Writes go to the channel at once and not through Vert.x's own queue, which drops what it holds at a close without
 * releasing it. Writes made in the octets handler leave together when it returns; otherwise each write is flushed
 * at once. Every buffer given to a write is owned by the connection from then on, also when the write fails.
 */
public final class Connection {

    /** A peer that does not read what we said last is not waited for any longer. */
    private static final long LAST_OCTETS_MILLIS = 5_000;

    private final NetSocketInternal socket;
    private final VertxConnection channel;
    private Optional<InetSocketAddress> claimed = Optional.empty();
    private Consumer<ByteBuf> octets = ByteBuf::release;
    private Runnable closed = () -> { };
    private Optional<Runnable> drained = Optional.empty();
    private boolean gone;
    private boolean handling;
    private boolean unflushed;
    private boolean encrypting;

    private Connection(NetSocketInternal socket) {
        this.socket = socket;
        this.channel = (VertxConnection) socket;
    }

    /** Takes over {@code socket}; call in its connect handler, before the loop can deliver octets. */
    public static Connection on(NetSocket socket) {
        var connection = new Connection((NetSocketInternal) socket);
        connection.socket.messageHandler(connection::received);
        connection.socket.closeHandler(nothing -> connection.ended());
        return connection;
    }

    /** The handler owns one reference of each buffer and must release it. Until it is set, octets are dropped. */
    public Connection octets(Consumer<ByteBuf> handler) {
        octets = handler;
        return this;
    }

    private void received(Object message) {
        if (gone) {
            ReferenceCountUtil.release(message);
            return;
        }
        switch (message) {
            case ByteBuf buffer when !encrypting -> hand(buffer);
            case Decrypted decrypted -> hand(decrypted.content());
            default -> {
                // in plain after the upgrade began: CVE-2011-0411
                ReferenceCountUtil.release(message);
                abort();
            }
        }
    }

    private void hand(ByteBuf buffer) {
        handling = true;
        try {
            octets.accept(buffer);
        } finally {
            handling = false;
            if (unflushed) {
                unflushed = false;
                channel.channelHandlerContext().flush();
            }
        }
    }

    private void ended() {
        gone = true;
        socket.resume();
        closed.run();
    }

    /** Completes when the octets have been given to the operating system. */
    public Future<Void> write(ByteBuf buffer) {
        var written = context().<Void>promise();
        send(buffer, channel.newChannelPromise(written));
        return written.future();
    }

    /** Several buffers by one gathering write. */
    public Future<Void> write(ByteBuf... buffers) {
        var written = context().<Void>promise();
        send(buffers, channel.newChannelPromise(written));
        return written.future();
    }

    /** As {@link #write(ByteBuf)} for callers to whom {@link #closed} says enough; costs no promise. */
    public void writeAndForget(ByteBuf buffer) {
        send(buffer, channel.voidPromise);
    }

    private void send(ByteBuf buffer, ChannelPromise promise) {
        var context = channel.channelHandlerContext();
        if (handling) {
            unflushed = true;
            context.write(buffer, promise);
        } else {
            context.writeAndFlush(buffer, promise);
        }
    }

    /** As {@link #write(ByteBuf...)}, without a promise. */
    public void writeAndForget(ByteBuf... buffers) {
        send(buffers, channel.voidPromise);
    }

    /** Each for itself up to the flush, where the transport gathers them: a composite with a part on the heap is copied. */
    private void send(ByteBuf[] buffers, ChannelPromise promise) {
        int last = buffers.length - 1;
        for (int i = 0; i < last; i++) {
            channel.channelHandlerContext().write(buffers[i], channel.voidPromise);
        }
        send(buffers[last], promise);
    }

    /** Whether more is waiting to be sent than the socket's high water mark; {@link #drained} tells when to go on. */
    public boolean writeQueueFull() {
        return !channel.channel().isWritable();
    }

    /** Replaces the handler of before; it may run inside a write, too. */
    public Connection drained(Runnable handler) {
        if (drained.isEmpty()) {
            var context = channel.channelHandlerContext();
            context.pipeline().addBefore(context.name(), "drained", new ChannelInboundHandlerAdapter() {
                @Override
                public void channelWritabilityChanged(ChannelHandlerContext changed) {
                    changed.fireChannelWritabilityChanged();
                    if (changed.channel().isWritable()) {
                        drained.ifPresent(Runnable::run);
                    }
                }
            });
        }
        drained = Optional.of(handler);
        return this;
    }

    public void pause() {
        socket.pause();
    }

    public void resume() {
        socket.resume();
    }

    /**
     * The listener that took this connection takes no more until the answer is run, on any thread; others wait in the
     * system's queue.
     */
    public Runnable holdListener() {
        var listener = channel.channel().parent();
        listener.config().setAutoRead(false);
        return () -> {
            if (listener.isOpen()) {
                listener.config().setAutoRead(true);
            }
        };
    }

    /** Runs once when the connection is closed by either side; octets not yet handed out are dropped then. */
    public Connection closed(Runnable handler) {
        closed = handler;
        return this;
    }

    /** Runs when an end is wanted by those who stop the listener; the handler may take its time. */
    public Connection ending(Runnable handler) {
        socket.shutdownHandler(_ -> handler.run());
        return this;
    }

    public Connection failed(Consumer<Throwable> handler) {
        socket.exceptionHandler(handler::accept);
        return this;
    }

    /**
     * Closes after all that was written has been sent. A shutdown handler is for an end that others want: asked to close
     * a socket that has one, Vert.x only calls it.
     */
    public Future<Void> close() {
        channel.channelHandlerContext().flush();
        socket.shutdownHandler(null);
        var vertx = context().owner();
        long patience = vertx.setTimer(LAST_OCTETS_MILLIS, _ -> abort());
        return socket.close().onComplete(_ -> vertx.cancelTimer(patience));
    }

    /** Closes at once and drops what was written but not yet sent: for a peer that does not read. */
    public void abort() {
        // past Vert.x and TLS, which would first send what waits
        channel.channel().pipeline().firstContext().close();
    }

    /** Whose octets these are: the other end of the connection, or the one it speaks for. */
    public InetAddress remoteAddress() {
        return remote().getAddress();
    }

    public int remotePort() {
        return remote().getPort();
    }

    private InetSocketAddress remote() {
        return claimed.isPresent() ? claimed.get() : (InetSocketAddress) channel.channel().remoteAddress();
    }

    /** From now on the other end speaks for {@code address}; whether it may is not checked here. */
    public void speaksFor(InetAddress address, int port) {
        claimed = Optional.of(new InetSocketAddress(address, port));
    }

    public ByteBufAllocator allocator() {
        return channel.channel().alloc();
    }

    public ContextInternal context() {
        return channel.context();
    }

    /**
     * Encrypts from here on: what was written before still leaves in plain, octets in plain that were not yet handed out
     * end the connection. {@code handler} is Netty's of one engine, or what becomes one; fails when the handshake does
     * or takes longer than {@code limit}, and the connection is closed then. Paused, it would wait in vain. {@code early},
     * which stays the caller's, is what has come of the handshake already.
     */
    public Future<SSLSession> startTls(ChannelHandler handler, Duration limit, ByteBuf early) {
        encrypting = true;
        var handshake = context().<SSLSession>promise();
        var vertx = context().owner();
        long deadline = vertx.setTimer(limit.toMillis(), _ -> {
            handshake.tryFail("not done in " + limit.toMillis() + " ms");
            abort();
        });
        var context = channel.channelHandlerContext();
        // next to our end, since octets behind a PROXY header come from a handler that is on its way out
        context.pipeline().addBefore(context.name(), "before-tls", new ChannelInboundHandlerAdapter());
        context.pipeline().addBefore(context.name(), "tls-engine", handler);
        context.pipeline().addBefore(context.name(), "tls", new TlsGate(handshake, this::close));
        var before = context.pipeline().context("before-tls");
        if (early.isReadable()) {
            before.fireChannelRead(early.retain());
        }
        context.pipeline().remove("before-tls");
        return handshake.future().onComplete(_ -> vertx.cancelTimer(deadline));
    }

    /** TLS version and cipher suite, or empty if the connection is in plain. */
    public Optional<String> tls() {
        var handler = channel.channelHandlerContext().pipeline().get(SslHandler.class);
        return handler == null ? Optional.empty() : Optional.of(words(handler.engine().getSession()));
    }

    public static String words(SSLSession session) {
        return session.getProtocol() + ' ' + session.getCipherSuite();
    }
}
