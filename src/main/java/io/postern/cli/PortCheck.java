package io.postern.cli;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Speaks to one address of an MX host as a sender would, up to where MAIL would be due. */
final class PortCheck {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int ANSWER_MILLIS = 30_000;
    private static final Set<String> EXPECTED = Set.of("SIZE", "PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES");

    private final int port;
    private final Predicate<String> ourName;

    /** {@code ourName}: whether a host of the cluster may call itself so, in lower case. */
    PortCheck(int port, Predicate<String> ourName) {
        this.port = port;
        this.ourName = ourName;
    }

    List<Finding> look(String host, InetAddress address) {
        var subject = host + " " + new InetSocketAddress(address, port).toString().replaceFirst("^/", "");
        var findings = new ArrayList<Finding>();
        try (var socket = new Socket()) {
            if (connected(socket, address, subject, findings)) {
                socket.setSoTimeout(ANSWER_MILLIS);
                talk(socket, host, subject, findings);
            }
        } catch (IOException broken) {
            findings.add(Finding.fail("dialogue", subject, words(broken), "see the node's log"));
        }
        return findings;
    }

    /** Silence may be ours: many networks let nobody out on port 25. A refusal comes from there. */
    private boolean connected(Socket socket, InetAddress address, String subject, List<Finding> findings) {
        try {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            findings.add(Finding.ok("port", subject, "answers"));
            return true;
        } catch (IOException failure) {
            var why = words(failure);
            findings.add(why.contains("refused")
                    ? Finding.fail("port", subject, why, "start a listener there, or open the port")
                    : Finding.unknown("port", subject, why + ": it is down, or this network lets nobody out to this port",
                            "look from another network"));
            return false;
        }
    }

    private void talk(Socket socket, String host, String subject, List<Finding> findings) throws IOException {
        var lines = new SmtpLines(socket);
        var greeting = lines.reply().getFirst();
        findings.add(greeting(greeting, host, subject));
        if (!greeting.startsWith("220")) {
            return;
        }
        var keywords = keywords(lines.ask("EHLO " + literal(socket.getLocalAddress())));
        findings.add(extensions(keywords, subject));
        if (!keywords.contains("STARTTLS")) {
            findings.add(Finding.warn("starttls", subject, "not offered: mail comes in plain", "give the listener a certificate"));
        } else if (lines.ask("STARTTLS").getFirst().startsWith("220")) {
            findings.addAll(ServedCertificate.look(socket, host, subject));
        } else {
            findings.add(Finding.fail("starttls", subject, "offered and then refused", "see the node's log"));
        }
    }

    /** RFC 5321 §4.2: the first word of the greeting is the host's name. */
    private Finding greeting(String line, String host, String subject) {
        if (!line.startsWith("220")) {
            var detail = "greets with " + line;
            return line.startsWith("4")
                    ? Finding.warn("banner", subject, detail, "the node is busy or draining: look again later")
                    : Finding.fail("banner", subject, detail, "let it take mail from everywhere");
        }
        var name = line.substring(Math.min(4, line.length())).strip().split(" ", 2)[0].toLowerCase(Locale.ROOT);
        if (name.equals(host)) {
            return Finding.ok("banner", subject, name);
        }
        return ourName.test(name)
                ? Finding.ok("banner", subject, name + ", a node of this cluster")
                : Finding.warn("banner", subject, "calls itself " + name, "set hostname, or name " + host + " in identity.names");
    }

    private static Finding extensions(Set<String> keywords, String subject) {
        var missing = new TreeSet<>(EXPECTED);
        missing.removeAll(keywords);
        return missing.isEmpty()
                ? Finding.ok("extensions", subject, String.join(" ", keywords))
                : Finding.warn("extensions", subject, "without " + String.join(", ", missing),
                        "nodes announce them; something in between takes them out");
    }

    /** Empty where EHLO was refused. */
    private static Set<String> keywords(List<String> reply) {
        var keywords = new TreeSet<String>();
        for (var line : reply.subList(1, reply.size())) {
            if (line.startsWith("250") && line.length() > 4) {
                keywords.add(line.substring(4).split(" ", 2)[0].toUpperCase(Locale.ROOT));
            }
        }
        return keywords;
    }

    /** RFC 5321 §4.1.3: who has no name gives an address. */
    private static String literal(InetAddress own) {
        var text = own.getHostAddress().replaceFirst("%.*", "");
        return own instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }

    private static String words(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }
}
