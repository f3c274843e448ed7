package io.postern.world;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * A next hop for messages too large to keep: of each it remembers the reverse-path and the checksum of what follows the
 * first empty line, terminator included.
 */
public final class DiscardingSink implements AutoCloseable {

    private static final byte[] HEADER_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] TERMINATOR = {'\r', '\n', '.', '\r', '\n'};

    private final ServerSocket server;
    private final Map<String, Long> checksums = new ConcurrentHashMap<>();

    public DiscardingSink() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    // not virtual: a thread that always finds octets to read would keep the others from it
                    Thread.ofPlatform().daemon().start(() -> serve(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    public int port() {
        return server.getLocalPort();
    }

    /** By reverse-path, without angle brackets. */
    public Map<String, Long> checksums() {
        return Map.copyOf(checksums);
    }

    private void serve(Socket socket) {
        try (socket; var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
                var out = new BufferedOutputStream(socket.getOutputStream())) {
            socket.setTcpNoDelay(true);
            say(out, "220 sink.test");
            String from = "";
            for (var line = line(in); !line.startsWith("QUIT"); line = line(in)) {
                if (line.startsWith("MAIL")) {
                    from = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                }
                if (line.startsWith("DATA")) {
                    say(out, "354 go on");
                    checksums.put(from, receive(in));
                }
                say(out, line.startsWith("EHLO") ? "250-sink.test\r\n250-8BITMIME\r\n250 SIZE 0" : "250 2.0.0 ok");
            }
        } catch (IOException gone) {
            // the other side closed, which is an ordinary end here
        }
    }

    private static void say(BufferedOutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static long receive(BufferedInputStream in) throws IOException {
        through(in, HEADER_END, new CRC32C());
        var checksum = new CRC32C();
        through(in, TERMINATOR, checksum);
        return checksum.getValue();
    }

    /** Both ends start with CR and hold no other beginning of themselves but after CR. */
    private static void through(BufferedInputStream in, byte[] end, CRC32C checksum) throws IOException {
        var seen = new byte[1 << 16];
        int matched = 0;
        while (matched < end.length) {
            in.mark(seen.length);
            int length = in.read(seen);
            if (length < 0) {
                throw new IOException("end");
            }
            int used = 0;
            while (used < length && matched < end.length) {
                byte octet = seen[used++];
                matched = octet == end[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
            }
            checksum.update(seen, 0, used);
            if (used < length) {
                in.reset();
                in.skipNBytes(used);
            }
        }
    }

    private static String line(BufferedInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = read(in); octet != '\n'; octet = read(in)) {
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    private static int read(BufferedInputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new IOException("end");
        }
        return octet;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
