package io.postern.node;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** A raw SMTP client that can encrypt with the JDK's own TLS. */
final class TlsClient implements AutoCloseable {

    private static final int READ_MILLIS = 20_000;

    private Socket socket;
    private InputStream in;

    TlsClient(int port) {
        this(connected(port));
    }

    /** On a connection that is there already. */
    TlsClient(Socket connected) {
        try {
            socket = connected;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Socket connected(int port) {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Greeted, and ready for a handshake. */
    static TlsClient readyForTls(int port) {
        var client = new TlsClient(port);
        client.reply();
        client.ask("EHLO plain.test");
        if (!client.ask("STARTTLS").startsWith("220 ")) {
            throw new AssertionError("no TLS");
        }
        return client;
    }

    TlsClient shakeHands(SSLContext context) throws IOException {
        var secure = (SSLSocket) context.getSocketFactory().createSocket(socket, "mx.postern.test", socket.getPort(), true);
        secure.startHandshake();
        socket = secure;
        in = new BufferedInputStream(secure.getInputStream());
        return this;
    }

    String subject() {
        try {
            var session = ((SSLSocket) socket).getSession();
            return ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException none) {
            throw new AssertionError(none);
        }
    }

    TlsClient send(String octets) {
        try {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String ask(String line) {
        return send(line + "\r\n").reply();
    }

    /** One reply, its lines joined by LF; {@code "closed"} when nothing more comes. */
    String reply() {
        var reply = new StringBuilder();
        try {
            while (true) {
                var line = new StringBuilder();
                for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                    if (octet < 0) {
                        return "closed";
                    }
                    line.append((char) octet);
                }
                reply.append(reply.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
                if (line.length() < 4 || line.charAt(3) == ' ') {
                    return reply.toString();
                }
            }
        } catch (java.net.SocketTimeoutException silent) {
            throw new UncheckedIOException(silent);
        } catch (IOException reset) {
            return "closed";
        }
    }

    /** MAIL, RCPT, DATA and the message with its terminator; the last reply. */
    String mail(String wireForm) {
        for (var line : new String[] {"MAIL FROM:<a@client.test>", "RCPT TO:<b@next.test>", "DATA"}) {
            var reply = ask(line);
            if (reply.charAt(0) > '3') {
                return reply;
            }
        }
        return send(wireForm + ".\r\n").reply();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
