package io.postern.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Commands and replies over a socket, for a thread that may wait; lines and replies are bounded. */
final class SmtpLines {

    private static final int MOST_OCTETS = 2_000;
    private static final int MOST_LINES = 100;

    private final InputStream in;
    private final OutputStream out;

    SmtpLines(Socket socket) throws IOException {
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    List<String> ask(String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return reply();
    }

    /** The lines of one reply, codes included; the last one has a space behind its code (RFC 5321 §4.2). */
    List<String> reply() throws IOException {
        var lines = new ArrayList<String>();
        while (lines.size() < MOST_LINES) {
            var line = line();
            if (!line.matches("[2-5]\\d\\d([ -].*)?")) {
                throw new IOException("not a reply: " + line);
            }
            lines.add(line);
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return lines;
            }
        }
        throw new IOException("an endless reply");
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("closed by the host");
            }
            if (line.length() == MOST_OCTETS) {
                throw new IOException("an endless line");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
