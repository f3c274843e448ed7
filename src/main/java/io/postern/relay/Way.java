package io.postern.relay;

import java.util.Optional;

import io.postern.config.Config.AnnounceClient;
import io.postern.config.Config.Terms;
import io.postern.smtp.Peer;

/** What a message's route asks of its way out: whence, for whom, and how much at once. */
public record Way(Origin origin, Optional<RouteLimit> limit) {

    /** No route asks anything. */
    public static final Way PLAIN = new Way(Origin.PLAIN, Optional.empty());

    public static Way of(String route, Terms terms, Peer client) {
        if (terms.equals(Terms.NONE)) {
            return PLAIN;
        }
        var announced = terms.announceClient() == AnnounceClient.NONE
                ? Optional.<AnnouncedClient>empty() : Optional.of(AnnouncedClient.of(terms.announceClient(), client));
        return new Way(new Origin(terms.sourceAddresses(), announced), terms.isLimited()
                ? Optional.of(new RouteLimit(route, terms.connections(), terms.messagesPerSecond())) : Optional.empty());
    }
}
