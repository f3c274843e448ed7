package io.postern.world;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A clamd that knows INSTREAM and VERSION, answers as it is told, and keeps what it was sent. */
public final class FakeClamd implements Closeable {

    /** What it does with a stream. */
    public enum Manner { ANSWER, ANSWER_OCTET_BY_OCTET, ANSWER_EARLY, HANG_UP, SILENCE, DEAF }

    private final ServerSocketChannel server;
    private final Manner manner;
    private final String answer;
    private final List<String> streams = new CopyOnWriteArrayList<>();
    private final AtomicInteger receiving = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String version = "ClamAV 1.4.3/27700/Mon Nov 23 09:00:00 2026";

    private FakeClamd(SocketAddress address, StandardProtocolFamily family, Manner manner, String answer)
            throws IOException {
        this.manner = manner;
        this.answer = answer;
        this.server = ServerSocketChannel.open(family).bind(address);
    }

    public static FakeClamd onLoopback(Manner manner, String answer) throws IOException {
        return new FakeClamd(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                StandardProtocolFamily.INET, manner, answer).started();
    }

    public static FakeClamd onSocket(Path path, String answer) throws IOException {
        return new FakeClamd(UnixDomainSocketAddress.of(path), StandardProtocolFamily.UNIX, Manner.ANSWER, answer).started();
    }

    /** As the configuration writes it. */
    public String address() throws IOException {
        return switch (server.getLocalAddress()) {
            case InetSocketAddress inet -> "127.0.0.1:" + inet.getPort();
            case SocketAddress unix -> unix.toString();
        };
    }

    /** The content of every complete stream, ISO 8859-1. */
    public List<String> streams() {
        return streams;
    }

    /** How many connections were open and not yet answered at once, at most. */
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** What it says of itself and its signatures from now on. */
    public void version(String text) {
        version = text;
    }

    /** How often it was asked for its version. */
    public int versionAsked() {
        return asked.get();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
    }

    private FakeClamd started() {
        Thread.ofVirtual().start(this::accept);
        return this;
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(SocketChannel client) {
        mostAtOnce.accumulateAndGet(receiving.incrementAndGet(), Math::max);
        try (client; var in = new DataInputStream(Channels.newInputStream(client))) {
            var command = command(in);
            if (command.equals("zVERSION")) {
                asked.incrementAndGet();
                write(client, version + "\0");
                return;
            }
            if (!command.equals("zINSTREAM")) {
                write(client, "UNKNOWN COMMAND\0");
                return;
            }
            if (manner == Manner.DEAF) {
                closing.await();
            }
            var stream = new ByteArrayOutputStream();
            for (int length = in.readInt(); length != 0; length = in.readInt()) {
                stream.write(in.readNBytes(length));
                if (manner == Manner.ANSWER_EARLY) {
                    write(client, answer + "\0");
                    closing.await();
                    return;
                }
            }
            streams.add(stream.toString(StandardCharsets.ISO_8859_1));
            receiving.decrementAndGet();
            finish(client);
        } catch (IOException | InterruptedException clientGone) {
            // so is this thread
        }
    }

    private static String command(DataInputStream in) throws IOException {
        var command = new StringBuilder();
        for (int octet = in.read(); octet > 0; octet = in.read()) {
            command.append((char) octet);
        }
        return command.toString();
    }

    private void finish(SocketChannel client) throws IOException, InterruptedException {
        switch (manner) {
            case ANSWER, ANSWER_EARLY -> write(client, answer + "\0");
            case ANSWER_OCTET_BY_OCTET -> {
                for (char octet : (answer + "\0").toCharArray()) {
                    write(client, String.valueOf(octet));
                }
            }
            case HANG_UP -> { }
            case SILENCE, DEAF -> closing.await();
        }
    }

    private static void write(SocketChannel client, String text) throws IOException {
        client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
