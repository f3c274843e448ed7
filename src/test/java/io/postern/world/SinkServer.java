package io.postern.world;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * A scripted next hop on a port of its own. Answers as a willing host does, except where a step is scripted for a command
 * ({@code CONNECT} for the greeting, {@code DOT} for the end of data, {@code BODY} for the middle of the body); each step is used once, in order. Keeps each
 * message in wire form as it came before the final dot, or as the content of its one chunk, and every command line of all
 * connections.
 */
public final class SinkServer implements AutoCloseable {

    /** What to do instead of the usual reply, once released; a closing step ends the connection after it. */
    public record Step(String text, boolean closing, CountDownLatch release) {
    }

    private static final String STARTTLS = "250-STARTTLS\r\n";
    private static final long TERMINATOR = 0x0d0a2e0d0aL;
    private static final long LAST_FIVE = 0xffffffffffL;
    private static final int BLOCK_OCTETS = 8192;

    private final ServerSocket server;
    private final Map<String, Queue<Step>> script = new ConcurrentHashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<byte[]> messages = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<InetAddress> sources = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Optional<SSLContext> tls = Optional.empty();
    private volatile Optional<String> protocol = Optional.empty();
    private volatile String extensions = "250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10000000\r\n";

    public SinkServer() throws IOException {
        this(InetAddress.getLoopbackAddress());
    }

    /** On one of this machine's own addresses. */
    public SinkServer(InetAddress address) throws IOException {
        server = new ServerSocket(0, 50, address);
        Thread.ofVirtual().start(this::accept);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Announces and offers STARTTLS with the certificate of {@code context}; EHLO is answered as before after it. */
    public SinkServer tls(SSLContext context) {
        tls = Optional.of(context);
        return extensions.startsWith(STARTTLS) ? this : extensions(STARTTLS + extensions);
    }

    /** The only version of TLS that it speaks. */
    public SinkServer protocol(String only) {
        protocol = Optional.of(only);
        return this;
    }

    /** The subject of the certificate that each encrypted connection has shown, {@code none} where there was none. */
    public List<String> shown() {
        return List.copyOf(shown);
    }

    /** The host that each encrypted connection has asked for (SNI), {@code none} where there was none. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** The lines after the first of the answer to EHLO, each with code and CRLF. */
    public SinkServer extensions(String lines) {
        extensions = lines;
        return this;
    }

    /** The next {@code command} is answered with {@code text}, octet for octet. */
    public SinkServer reply(String command, String text) {
        return add(command, new Step(text, false, new CountDownLatch(0)));
    }

    public SinkServer replyAndClose(String command, String text) {
        return add(command, new Step(text, true, new CountDownLatch(0)));
    }

    public SinkServer close(String command) {
        return replyAndClose(command, "");
    }

    /** The next {@code command} is never answered, nor anything after it. */
    public SinkServer hang(String command) {
        return hold(command, "", new CountDownLatch(1));
    }

    /** The next {@code command} is answered with {@code text} when {@code release} is counted down. */
    public SinkServer hold(String command, String text, CountDownLatch release) {
        return add(command, new Step(text, false, release));
    }

    private SinkServer add(String command, Step step) {
        script.computeIfAbsent(command, any -> new ConcurrentLinkedQueue<>()).add(step);
        return this;
    }

    public List<String> commands() {
        return List.copyOf(commands);
    }

    public List<String> messages() {
        return messages.stream().map(octets -> new String(octets, StandardCharsets.ISO_8859_1)).toList();
    }

    /** Where the connections came from, in their order. */
    public List<InetAddress> sources() {
        return List.copyOf(sources);
    }

    public int connections() {
        return connections.get();
    }

    /** Sends octets nobody asked for to every open connection. */
    public void say(String text) throws IOException {
        for (var socket : open) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Closes every open connection, as an idle timeout of the hop does. */
    public void dropAll() throws IOException {
        for (var socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                socket.setTcpNoDelay(true);
                sources.add(socket.getInetAddress());
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (answer(socket, "CONNECT", "220 sink.test\r\n")) {
                talk(socket);
            }
        } catch (IOException | InterruptedException gone) {
            // the other side closed, which is an ordinary end here
        } finally {
            open.remove(socket);
        }
    }

    private void talk(Socket socket) throws IOException, InterruptedException {
        var in = new BufferedInputStream(socket.getInputStream());
        boolean going = true;
        while (going) {
            var line = line(in);
            commands.add(line);
            if (line.equals("STARTTLS") && tls.isPresent()) {
                answer(socket, "STARTTLS", "220 go on\r\n");
                var secure = (SSLSocket) tls.get().getSocketFactory().createSocket(socket, null, false);
                secure.setUseClientMode(false);
                secure.setWantClientAuth(true);
                protocol.ifPresent(only -> secure.setEnabledProtocols(new String[] {only}));
                secure.startHandshake();
                keep((ExtendedSSLSession) secure.getSession());
                talk(secure);
                return;
            }
            going = handle(socket, in, line);
        }
    }

    private void keep(ExtendedSSLSession session) {
        var names = session.getRequestedServerNames();
        asked.add(names.isEmpty() ? "none" : ((SNIHostName) names.getFirst()).getAsciiName());
        try {
            shown.add(((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName());
        } catch (SSLPeerUnverifiedException nothing) {
            shown.add("none");
        }
    }

    private boolean handle(Socket socket, InputStream in, String line) throws IOException, InterruptedException {
        var verb = line.split("[ :]")[0].toUpperCase(Locale.ROOT);
        if (verb.equals("BDAT")) {
            return chunk(socket, in, Integer.parseInt(line.split(" ")[1]));
        }
        if (verb.equals("DATA")) {
            boolean scripted = !script.getOrDefault("DATA", new ConcurrentLinkedQueue<>()).isEmpty();
            boolean begins = !scripted || script.get("DATA").peek().text().startsWith("354");
            return answer(socket, "DATA", "354 go on\r\n") && (!begins || receive(socket, in));
        }
        return switch (verb) {
            case "EHLO" -> answer(socket, verb, "250-sink.test\r\n" + extensions);
            case "QUIT" -> answer(socket, verb, "221 bye\r\n") && false;
            default -> answer(socket, verb, "250 ok\r\n");
        };
    }

    /** What a scripted {@code BODY} says early is said with the body still coming, of which nothing more is read. */
    private boolean isCutShort(Socket socket, InputStream in) throws IOException, InterruptedException {
        var step = script.getOrDefault("BODY", new ConcurrentLinkedQueue<>()).peek();
        if (step == null) {
            return false;
        }
        in.readNBytes(1000);
        answer(socket, "BODY", "");
        if (!step.text().isEmpty() && !step.closing()) {
            over.await();
        }
        return true;
    }

    /** One chunk that is the last; kept, as content, unless its scripted answer is a refusal. */
    private boolean chunk(Socket socket, InputStream in, int length) throws IOException, InterruptedException {
        if (isCutShort(socket, in)) {
            return false;
        }
        var octets = in.readNBytes(length);
        if (octets.length < length) {
            throw new IOException("end");
        }
        var step = script.getOrDefault("BDAT", new ConcurrentLinkedQueue<>()).peek();
        if (step == null || !step.text().startsWith("4") && !step.text().startsWith("5")) {
            messages.add(octets);
        }
        return answer(socket, "BDAT", "250 2.0.0 taken\r\n");
    }

    private boolean receive(Socket socket, InputStream in) throws IOException, InterruptedException {
        if (isCutShort(socket, in)) {
            return false;
        }
        var body = new ByteArrayOutputStream();
        var block = new byte[BLOCK_OCTETS];
        // the CRLF of DATA itself may be the first half of the terminator
        long last = '\r' << 8 | '\n';
        while ((last & LAST_FIVE) != TERMINATOR) {
            in.mark(BLOCK_OCTETS);
            int read = in.read(block);
            if (read < 0) {
                throw new IOException("end");
            }
            int used = 0;
            while (used < read && (last & LAST_FIVE) != TERMINATOR) {
                last = last << 8 | block[used++] & 0xff;
            }
            body.write(block, 0, used);
            in.reset();
            in.skipNBytes(used);
        }
        var octets = body.toByteArray();
        messages.add(Arrays.copyOf(octets, octets.length - 3));
        return answer(socket, "DOT", "250 2.0.0 taken\r\n");
    }

    /** A line without CRLF. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); ; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("end");
            }
            if (octet == '\n') {
                return line.toString();
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
    }

    private boolean answer(Socket socket, String command, String usual) throws IOException, InterruptedException {
        var steps = script.get(command);
        var step = steps == null ? null : steps.poll();
        if (step != null) {
            step.release().await();
        }
        socket.getOutputStream().write((step == null ? usual : step.text()).getBytes(StandardCharsets.ISO_8859_1));
        return step == null || !step.closing();
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        server.close();
        dropAll();
    }
}
