package io.postern.relay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A next hop that drops, stalls, babbles, refuses and says too much, by a seed, at any command, in the middle of a body and
 * after its end. Keeps every message that became whole and that it did not refuse.
 */
final class ChaosHop implements AutoCloseable {

    /** {@code content} without stuffed dots. */
    record Whole(String from, List<String> recipients, String content) {
    }

    private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final Queue<Whole> whole = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final String extensions;
    private final long seed;

    ChaosHop(String extensions, long seed) throws IOException {
        this.extensions = extensions;
        this.seed = seed;
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    List<Whole> whole() {
        return List.copyOf(whole);
    }

    private void accept() {
        for (int number = 0; !server.isClosed(); number++) {
            try {
                var socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                var session = new Session(socket, new Random(seed * 1_000_003 + number));
                Thread.ofVirtual().start(session::run);
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : open) {
            socket.close();
        }
    }

    private final class Session {

        private final Socket socket;
        private final Random random;
        private final InputStream in;
        private String from = "";
        private List<String> recipients = new ArrayList<>();

        Session(Socket socket, Random random) throws IOException {
            this.socket = socket;
            this.random = random;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        void run() {
            try (socket) {
                answer("220 chaos.test");
                while (obey(line())) {
                    // one command after the other
                }
            } catch (IOException gone) {
                // one of the two sides has had enough
            } finally {
                open.remove(socket);
            }
        }

        private boolean obey(String line) throws IOException {
            switch (line.split("[ :]")[0]) {
                case "EHLO" -> say("250-chaos.test\r\n" + extensions);
                case "MAIL" -> from = answer("250 ok") ? line : "";
                case "RCPT" -> {
                    if (from.isEmpty()) {
                        say("503 order");
                    } else if (answer("250 ok")) {
                        recipients.add(line);
                    }
                }
                case "DATA" -> data();
                case "BDAT" -> end(chunk(Integer.parseInt(line.split(" ")[1])));
                case "RSET" -> {
                    begin();
                    answer("250 ok");
                }
                case "QUIT" -> {
                    return false;
                }
                default -> say("500 what");
            }
            return true;
        }

        private void begin() {
            from = "";
            recipients = new ArrayList<>();
        }

        private void data() throws IOException {
            if (recipients.isEmpty()) {
                say("554 none");
            } else if (answer("354 go on")) {
                var wire = new ByteArrayOutputStream();
                wire.write(in.readNBytes(20));
                perhapsStop();
                for (var line = ""; !line.equals("."); ) {
                    line = line();
                    wire.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                }
                var text = wire.toString(StandardCharsets.ISO_8859_1);
                end(text.substring(0, text.length() - 3).replace("\r\n..", "\r\n."));
            }
        }

        private String chunk(int octets) throws IOException {
            var first = in.readNBytes(Math.min(20, octets));
            perhapsStop();
            var rest = in.readNBytes(octets - first.length);
            if (first.length + rest.length < octets) {
                throw new IOException("cut");
            }
            return new String(first, StandardCharsets.ISO_8859_1) + new String(rest, StandardCharsets.ISO_8859_1);
        }

        private void perhapsStop() throws IOException {
            switch (random.nextInt(100)) {
                case 0 -> throw new IOException("drop");
                case 1 -> {
                    say("552 enough");
                    stall();
                }
                case 2 -> stall();
                default -> {
                }
            }
        }

        private void end(String content) throws IOException {
            if (from.isEmpty() || recipients.isEmpty()) {
                say("503 order");
            } else if (random.nextInt(20) == 0) {
                say(random.nextBoolean() ? "451 later" : "550 no");
            } else {
                whole.add(new Whole(from, recipients, content));
                answer("250 taken");
            }
            begin();
        }

        /** The usual answer, mostly; true if it was given. */
        private boolean answer(String usual) throws IOException {
            switch (random.nextInt(200)) {
                case 0 -> throw new IOException("drop");
                case 1 -> stall();
                case 2 -> say("hello");
                // while a command waits, one reply too many is that command's reply to whoever hears it
                case 3 -> say(in.available() > 0 ? usual : usual + "\r\n250 and more");
                case 4 -> say("354 what is this");
                case 5 -> {
                    say("421 closing");
                    throw new IOException("closed");
                }
                case 6, 7 -> {
                    if (!usual.startsWith("250 taken")) {
                        say(random.nextBoolean() ? "450 later" : "550 no");
                        return false;
                    }
                    say(usual);
                }
                default -> say(usual);
            }
            return true;
        }

        private void stall() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
            throw new IOException("stalled until the other side closed");
        }

        private void say(String text) throws IOException {
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int octet = in.read(); ; octet = in.read()) {
                if (octet < 0) {
                    throw new IOException("end");
                }
                if (octet == '\n' && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                    line.setLength(line.length() - 1);
                    return line.toString();
                }
                line.append((char) octet);
            }
        }
    }
}
