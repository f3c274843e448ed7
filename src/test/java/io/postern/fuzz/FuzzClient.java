package io.postern.fuzz;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Plays one script from an address of its own, and checks each word it hears. */
final class FuzzClient {

    /** RFC 5321 §4.2, with an enhanced status of the code's class or none (RFC 2034 §4); texts are printable ASCII. */
    private static final Pattern REPLY_LINE =
            Pattern.compile("([2-5])[0-5][0-9](?:[- ](?:\\1\\.\\d{1,3}\\.\\d{1,3} )?[ -~]*)?\r\n");
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3} .*");
    private static final int LONGEST_LINE = 512;

    private final InetAddress from;
    private final Expectation expectation;
    private final CountingHop hop;
    private InputStream in;
    private boolean atEnd;

    FuzzClient(InetAddress from, CountingHop hop, boolean chunking) {
        this.from = from;
        this.expectation = new Expectation(chunking);
        this.hop = hop;
    }

    Expectation expectation() {
        return expectation;
    }

    void play(Script script, int port, int replyMillis) throws IOException {
        try (var socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(replyMillis);
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new BufferedInputStream(socket.getInputStream(), 1024);
            for (var move : script.moves()) {
                send(socket, move.octets());
                if (move.awaiting()) {
                    hearOwed();
                }
                if (expectation.isOpaque()) {
                    return;
                }
            }
            end(script, socket);
        }
    }

    private void end(Script script, Socket socket) throws IOException {
        switch (script.ending()) {
            case VANISH -> { }
            case RESET -> socket.setSoLinger(true, 0);
            case CLOSE -> hearOwed();
            case QUIT -> {
                hearOwed();
                if (expectation.isAtCommand()) {
                    send(socket, "QUIT\r\n");
                    hearOwed();
                }
                if (expectation.isOver()) {
                    check(hear() == null, "words after the last one");
                }
            }
        }
    }

    private void send(Socket socket, String octets) {
        expectation.sent(octets);
        try {
            socket.getOutputStream().write(Pieces.octets(octets));
        } catch (IOException closed) {
            // it must have said why, which is heard next
        }
    }

    private void hearOwed() throws IOException {
        while (expectation.isOwed()) {
            var reply = hear();
            if (reply == null) {
                check(expectation.isClosing(), "closed without a word");
                return;
            }
            int code = Integer.parseInt(reply.getFirst().substring(0, 3));
            int before = expectation.accepted().size();
            checkStatus(code, reply);
            expectation.heard(code);
            if (expectation.accepted().size() > before) {
                checkArrived(before);
            }
        }
    }

    /** Design I1: what was answered with 2xx is there already. */
    private void checkArrived(int number) {
        var arrived = hop.arrivedFrom(from);
        check(arrived.size() > number, "2xx for a message that did not arrive");
        var sent = expectation.accepted().get(number);
        // our field ends the header section where none follows
        var heard = arrived.get(number).equals("\r\n" + sent) || arrived.get(number).equals("\r\n" + sent + "\r\n")
                ? arrived.get(number).substring(2) : arrived.get(number);
        // what came by BDAT without a last newline gets one where it leaves by DATA, which cannot do without
        check(heard.equals(sent) || !sent.endsWith("\r\n") && heard.equals(sent + "\r\n"),
                "the message changed: " + arrived.get(number));
    }

    /** RFC 2034 §4: all but the greeting and the answers to HELO and EHLO; 3xx have none. */
    private void checkStatus(int code, List<String> reply) {
        check(!reply.getFirst().contains(" 4.3.0 Our own error"), "internal error");
        if (code >= 400) {
            check(reply.stream().allMatch(line -> STATUS.matcher(line.substring(4)).matches()), "no status in " + reply);
        }
    }

    /** One reply's lines, or null at the end. */
    private List<String> hear() throws IOException {
        var lines = new ArrayList<String>();
        while (true) {
            var line = line();
            if (line.isEmpty()) {
                check(lines.isEmpty(), "half a reply");
                return null;
            }
            check(line.length() <= LONGEST_LINE && REPLY_LINE.matcher(line).matches(), "not a reply: " + line);
            lines.add(line.strip());
            check(line.startsWith(lines.getFirst().substring(0, 3)), "codes differ: " + lines);
            if (line.charAt(3) != '-') {
                return lines;
            }
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        try {
            for (int octet = atEnd ? -1 : in.read(); octet >= 0; octet = in.read()) {
                line.append((char) octet);
                if (octet == '\n') {
                    return line.toString();
                }
            }
        } catch (SocketTimeoutException silence) {
            throw new AssertionError("no reply in time", silence);
        } catch (IOException reset) {
            check(expectation.isClosing(), "reset without a word");
        }
        atEnd = true;
        check(line.isEmpty(), "half a line: " + line);
        return "";
    }

    private static void check(boolean right, String wrong) {
        if (!right) {
            throw new AssertionError(wrong);
        }
    }
}
