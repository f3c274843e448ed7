package io.postern.relay;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

import io.postern.config.Config;
import io.postern.observe.MailLog;
import io.postern.smtp.Capabilities;
import io.postern.smtp.Reply;
import io.postern.smtp.Xtext;
import org.slf4j.event.Level;

/**
 * Tells a next hop by XCLIENT for whom the connection speaks, and greets it again with the client's own name, for many take
 * the name of the last EHLO. A hop that does not take all this gets the mail without, and that is logged once.
 */
final class Introduction implements Conversation {

    private enum Said { XCLIENT, EHLO_OF_CLIENT, EHLO_OF_OURS }

    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    /** RFC 5321 §4.5.3.1.4, for hops that keep to it. */
    private static final int LINE_OCTETS = 510;

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.:\\[\\]-]{1,255}");

    private final RelayConnection connection;
    private final Config config;
    private final AnnouncedClient client;
    private final long budgetDeadlineNanos;
    private final OnceEach complaints;
    private final RelayPool.Lessee lessee;
    private Said said = Said.XCLIENT;

    Introduction(RelayConnection connection, Config config, AnnouncedClient client, long budgetDeadlineNanos,
            OnceEach complaints, RelayPool.Lessee lessee) {
        this.connection = connection;
        this.config = config;
        this.client = client;
        this.budgetDeadlineNanos = budgetDeadlineNanos;
        this.complaints = complaints;
        this.lessee = lessee;
    }

    void start() {
        if (!connection.capabilities().xclient().contains("ADDR")) {
            complain("not announced");
            lessee.leased(connection, false);
            return;
        }
        connection.converse(this);
        connection.send(command() + "\r\n", 1, deadline());
    }

    private String command() {
        var helo = client.helo().isEmpty() ? UNAVAILABLE : Xtext.encode(client.helo().getBytes(StandardCharsets.UTF_8));
        var whole = command(helo);
        return whole.length() <= LINE_OCTETS ? whole : command(UNAVAILABLE);
    }

    /** Only attributes that the hop has named. */
    private String command(String helo) {
        var line = new StringBuilder("XCLIENT");
        add(line, "NAME", client.name().map(name -> Xtext.encode(name.getBytes(StandardCharsets.UTF_8))).orElse(UNAVAILABLE));
        var address = client.address().getHostAddress();
        add(line, "ADDR", address.indexOf(':') < 0 ? address : "IPV6:" + address);
        add(line, "PORT", client.port() == 0 ? UNAVAILABLE : Integer.toString(client.port()));
        add(line, "PROTO", client.extended() ? "ESMTP" : "SMTP");
        add(line, "HELO", helo);
        return line.toString();
    }

    private void add(StringBuilder line, String attribute, String value) {
        if (connection.capabilities().xclient().contains(attribute)) {
            line.append(' ').append(attribute).append('=').append(value);
        }
    }

    private long deadline() {
        long until = System.nanoTime() + config.timeouts().reply().toNanos();
        return until - budgetDeadlineNanos < 0 ? until : budgetDeadlineNanos;
    }

    @Override
    public void answered(Reply reply) {
        if (connection.hasSurplus() || reply.isIntermediate()) {
            connection.close();
            babbled("reply " + reply.code() + " and what came with it");
        } else if (reply.code() == 421 || said == Said.EHLO_OF_OURS && !reply.isPositive()) {
            connection.quit();
            lessee.failed(new Outcome.Refused(connection.hop(), Phase.EHLO, reply));
        } else if (!reply.isPositive()) {
            complain("answered " + reply.code());
            // the hop may have forgotten our first EHLO all the same
            ehlo(Said.EHLO_OF_OURS, config.hostname());
        } else if (said == Said.XCLIENT) {
            greet();
        } else {
            connection.capabilities(Capabilities.parse(reply));
            lessee.leased(connection, false);
        }
    }

    private void greet() {
        if (PLAIN_NAME.matcher(client.helo()).matches()) {
            ehlo(Said.EHLO_OF_CLIENT, client.helo());
        } else {
            ehlo(Said.EHLO_OF_OURS, config.hostname());
        }
    }

    private void ehlo(Said next, String name) {
        said = next;
        connection.send("EHLO " + name + "\r\n", 1, deadline());
    }

    private void complain(String why) {
        if (complaints.isFirst(connection.hop().address())) {
            MailLog.limited(Level.WARN, "client-not-announced",
                    "hop", connection.hop().host(), "address", connection.hop().address().getAddress().getHostAddress(),
                    "by", "XCLIENT", "why", why);
        }
    }

    @Override
    public void lost(String cause) {
        boolean spent = cause.equals(RelayConnection.TIMEOUT) && System.nanoTime() - budgetDeadlineNanos >= 0;
        lessee.failed(spent ? new Outcome.BudgetSpent(Phase.EHLO)
                : new Outcome.Lost(Optional.of(connection.hop()), Phase.EHLO, cause, false));
    }

    @Override
    public void babbled(String what) {
        lessee.failed(new Outcome.Babble(connection.hop(), Phase.EHLO, what, false));
    }
}
