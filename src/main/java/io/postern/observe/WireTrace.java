package io.postern.observe;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import io.postern.smtp.Peer;
import org.slf4j.event.Level;

/**
 * The dialogue line by line in the log, for one client address or one route, switched on while the node runs and off by
 * itself after a while. Of a client both dialogues are told, its own and those with the next hops of its messages; of a
 * route those with its next hops. Bodies are never passed in, credentials are masked. It is the process's, as the log is.
 * Ask {@link #isOn()} before anything else: off, it costs the reading of one field.
 */
public final class WireTrace {

    public static final Duration LONGEST = Duration.ofHours(1);

    private static final Pattern LOGIN = Pattern.compile("(?i)\\bLOGIN=\\S*");

    private static volatile Subject subject;

    private WireTrace() {
    }

    /** Whom to trace, and until when on the scale of {@link System#nanoTime}. */
    public sealed interface Subject {

        long untilNanos();

        /** The word for people. */
        String words();

        record Client(InetAddress address, long untilNanos) implements Subject {

            @Override
            public String words() {
                return "client=" + address.getHostAddress();
            }
        }

        record Route(String name, long untilNanos) implements Subject {

            @Override
            public String words() {
                return "route=" + name;
            }
        }
    }

    /** Instead of whom was traced before. */
    public static void start(Subject next) {
        subject = next;
        MailLog.event(Level.INFO, "trace-on", "of", next.words(),
                "seconds", Duration.ofNanos(next.untilNanos() - System.nanoTime()).toSeconds());
    }

    public static void stop() {
        if (subject != null) {
            subject = null;
            MailLog.event(Level.INFO, "trace-off");
        }
    }

    public static boolean isOn() {
        return subject != null;
    }

    /** Whom is traced now. */
    public static Optional<Subject> now() {
        var now = subject;
        if (now != null && now.untilNanos() - System.nanoTime() <= 0) {
            stop();
            return Optional.empty();
        }
        return Optional.ofNullable(now);
    }

    /** Whether the dialogues with next hops for a message of this client, on this route, are told. */
    public static boolean includes(InetAddress client, String route) {
        return isOn() && now().map(who -> switch (who) {
            case Subject.Client(var address, _) -> address.equals(client);
            case Subject.Route(var name, _) -> name.equals(route);
        }).orElse(false);
    }

    /** {@code way}: {@code <} from the client, {@code >} to it. */
    public static void client(Peer peer, String way, String said) {
        if (includes(peer.address(), "")) {
            tell("wire-client", peer.address().getHostAddress() + ":" + peer.port(), way, said);
        }
    }

    /** {@code id}: the message's; {@code said} may be several lines. */
    public static void nextHop(String id, String way, String said) {
        tell("wire-next-hop", id, way, said);
    }

    private static void tell(String event, String id, String way, String said) {
        for (var line : said.split("\r?\n")) {
            MailLog.event(Level.INFO, event, "id", id, "way", way, "text", masked(line));
        }
    }

    /** RFC 4954 §4: the initial response of AUTH is a credential; XCLIENT may name a login. */
    static String masked(String line) {
        return line.regionMatches(true, 0, "AUTH", 0, 4) ? "AUTH ****" : LOGIN.matcher(line).replaceAll("LOGIN=****");
    }
}
