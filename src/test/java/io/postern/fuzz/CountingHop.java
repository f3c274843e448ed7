package io.postern.fuzz;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A next hop that takes everything and keeps the content of each message, without our trace field, under the address of
 * the client that sent it. Every second connection announces CHUNKING.
 */
final class CountingHop implements AutoCloseable {

    private static final Pattern TRACE = Pattern.compile("Received: from \\S+ \\([^\\[]*\\[(127\\.[0-9.]+)\\].*");

    private final ServerSocket server;
    private final Map<String, List<String>> arrived = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    CountingHop() throws IOException {
        server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    List<String> arrivedFrom(InetAddress client) {
        return arrived.getOrDefault(client.getHostAddress(), List.of());
    }

    void forget(InetAddress client) {
        arrived.remove(client.getHostAddress());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, connections.getAndIncrement() % 2 == 0));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, boolean chunking) {
        try (socket) {
            socket.setTcpNoDelay(true);
            talk(socket, new BufferedInputStream(socket.getInputStream(), 1 << 14), chunking);
        } catch (IOException gone) {
            // the node closed, which is an ordinary end here
        } finally {
            open.remove(socket);
        }
    }

    private void talk(Socket socket, InputStream in, boolean chunking) throws IOException {
        var chunks = new StringBuilder();
        say(socket, "220 hop.test");
        for (var line = line(in); ; line = line(in)) {
            var words = line.toUpperCase(Locale.ROOT).split(" ");
            switch (words[0]) {
                case "EHLO" -> say(socket, "250-hop.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n"
                        + (chunking ? "250-CHUNKING\r\n" : "") + "250 SIZE 0");
                case "DATA" -> {
                    say(socket, "354 go on");
                    keep(NaiveData.unstuffed(data(in)));
                    say(socket, "250 2.0.0 taken");
                }
                case "BDAT" -> {
                    chunks.append(Pieces.text(in.readNBytes(Integer.parseInt(words[1]))));
                    if (words.length > 2) {
                        keep(chunks.toString());
                        chunks.setLength(0);
                    }
                    say(socket, "250 2.0.0 taken");
                }
                case "QUIT" -> {
                    say(socket, "221 bye");
                    return;
                }
                default -> {
                    chunks.setLength(0);
                    say(socket, "250 2.0.0 ok");
                }
            }
        }
    }

    private void keep(String content) {
        // its date ends our field; what follows is the client's, also where it begins like a folded line
        int end = content.indexOf(" +0000\r\n") + " +0000\r\n".length();
        Matcher trace = TRACE.matcher(content.substring(0, content.indexOf('\r')));
        var client = trace.matches() ? trace.group(1) : "unknown";
        arrived.computeIfAbsent(client, any -> new CopyOnWriteArrayList<>()).add(content.substring(end));
    }

    private static String data(InputStream in) throws IOException {
        var data = new StringBuilder("\r\n");
        for (int octet = in.read(); ; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("end");
            }
            data.append((char) octet);
            int end = data.length() - 5;
            if (octet == '\n' && end >= 0 && data.indexOf("\r\n.\r\n", end) == end) {
                return data.substring(2, end + 2).toString();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("end");
            }
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    private static void say(Socket socket, String reply) throws IOException {
        socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
