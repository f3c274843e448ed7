package io.postern.receive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.postern.config.Config;
import io.postern.smtp.Offer;
import io.postern.tls.ServerTls;

/**
 * What the sessions of one listener and one generation know: its section, its certificates, the keywords of its EHLO
 * ({@code offered}: where STARTTLS is one of them), and which parameters they allow.
 */
public record ListenerSettings(
        Config.Listener listener, Optional<ServerTls> tls, List<String> announced, List<String> offered, Offer offer) {

    static ListenerSettings of(Config config, Config.Listener listener, Optional<ServerTls> tls) {
        var offer = new Offer(
                listener.announce().contains(Config.Announced.DSN),
                listener.announce().contains(Config.Announced.BINARYMIME));
        var announced = announced(config, offer);
        var offered = new ArrayList<>(announced);
        offered.add("STARTTLS");
        return new ListenerSettings(listener, tls, announced, List.copyOf(offered), offer);
    }

    /** RFC 2920, 1870, 6152, 6531, 2034, 3030, 3461, 9422; PRDR is draft-hall-prdr. */
    private static List<String> announced(Config config, Offer offer) {
        var keywords = new ArrayList<>(List.of("PIPELINING", "SIZE " + config.limits().messageSize().octets(), "8BITMIME",
                "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING"));
        if (offer.binaryMime()) {
            keywords.add("BINARYMIME");
        }
        if (offer.dsn()) {
            keywords.add("DSN");
        }
        keywords.add(limits(config.limits()));
        keywords.add("PRDR");
        return List.copyOf(keywords);
    }

    /** RCPTDOMAINMAX counts per session, which is not what we limit (I3). */
    private static String limits(Config.Limits limits) {
        return "LIMITS RCPTMAX=" + limits.recipients()
                + (limits.messagesPerSession() > 0 ? " MAILMAX=" + limits.messagesPerSession() : "");
    }
}
