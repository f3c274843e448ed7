package io.postern.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A raw SMTP client on loopback: sends octets as told, reads whole replies, never waits longer than forty seconds for
 * octets: that is for a node that hangs, not for one on a busy machine.
 */
public final class Client implements AutoCloseable {

    private static final int READ_MILLIS = 40_000;
    private static final int PATIENT_MILLIS = 600_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    public Client(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_MILLIS);
            in = new java.io.BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A client that has been greeted and has said EHLO. */
    public static Client greeted(int port) {
        var client = new Client(port);
        client.reply();
        client.ask("EHLO client.test");
        return client;
    }

    public Client send(byte[] octets) {
        try {
            out.write(octets);
            out.flush();
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Characters become octets one to one. */
    public Client send(String octets) {
        return send(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    public String ask(String line) {
        return send(line + "\r\n").reply();
    }

    /** One reply, its lines joined by LF; {@code "closed"} at the end of the stream. */
    public String reply() {
        var reply = new StringBuilder();
        while (true) {
            var line = line();
            if (line == null) {
                return reply.isEmpty() ? "closed" : reply.toString();
            }
            reply.append(reply.isEmpty() ? "" : "\n").append(line);
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return reply.toString();
            }
        }
    }

    /** As {@link #reply}, but waits as long as a client waits for the answer to its final dot (RFC 5321 §4.5.3.2.6). */
    public String patientReply() {
        try {
            socket.setSoTimeout(PATIENT_MILLIS);
            return reply();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String line() {
        var line = new StringBuilder();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    return line.toString().stripTrailing();
                }
                line.append((char) octet);
            }
            return null;
        } catch (java.net.SocketException reset) {
            return null;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** MAIL, RCPT, DATA and the message with its terminator; the last reply. */
    public String mail(String from, String to, String wireForm) {
        var refused = ask("MAIL FROM:<" + from + ">");
        if (!refused.startsWith("250")) {
            return refused;
        }
        refused = ask("RCPT TO:<" + to + ">");
        if (!refused.startsWith("250")) {
            return refused;
        }
        refused = ask("DATA");
        return refused.startsWith("354") ? send(wireForm + ".\r\n").reply() : refused;
    }

    /** Is gone by a reset, as a process that dies with unread octets, and not by an orderly end. */
    public void vanish() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
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
