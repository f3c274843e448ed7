package io.postern.policy;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

import io.postern.config.Config;
import io.postern.config.Config.Rate;
import io.postern.config.Network;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Replies;
import io.postern.smtp.ReversePath;

/** The limits of one generation for what is taken in a time; the counts behind them outlive it. Thread-safe. */
public final class RateLimits {

    private static final Decision SENDER =
            new Decision.Refuse(Replies.TOO_MUCH_OF_SENDER, Decision.Then.STAY, "rate-sender");
    private static final Decision RECIPIENT =
            new Decision.Refuse(Replies.TOO_MUCH_FOR_RECIPIENT, Decision.Then.STAY, "rate-recipient");

    private final Config.Rates rates;
    private final RateCounter counter;
    private final NetworkSet except;
    private final boolean empty;

    public RateLimits(Config.Rates rates, RateCounter counter) {
        this.rates = rates;
        this.counter = counter;
        this.except = NetworkSet.of(rates.except());
        this.empty = rates.isEmpty();
    }

    /** A recipient that all others have agreed to. Counts it under all that is limited, unless one of them is used up. */
    public Decision take(InetAddress client, ReversePath from, Mailbox recipient) {
        if (empty || except.contains(client)) {
            return Decision.ALLOW;
        }
        var network = rates.client().map(_ -> "client " + network(client));
        var sender = rates.sender().isEmpty() ? Optional.<String>empty() : from.mailbox().map(it -> "sender " + folded(it));
        var mailbox = rates.recipient().map(_ -> "recipient " + folded(recipient));
        if (isUsedUp(network, rates.client())) {
            return new Decision.Refuse(
                    Replies.tooMuchFromClient(client.getHostAddress()), Decision.Then.STAY, "rate-client");
        }
        if (isUsedUp(sender, rates.sender())) {
            return SENDER;
        }
        if (isUsedUp(mailbox, rates.recipient())) {
            return RECIPIENT;
        }
        count(network, rates.client());
        count(sender, rates.sender());
        count(mailbox, rates.recipient());
        return Decision.ALLOW;
    }

    private boolean isUsedUp(Optional<String> key, Optional<Rate> rate) {
        return key.isPresent() && !counter.allows(key.get(), rate.orElseThrow());
    }

    private void count(Optional<String> key, Optional<Rate> rate) {
        key.ifPresent(it -> counter.took(it, rate.orElseThrow()));
    }

    /** Or else a sender would have an allowance for each way to write the address. */
    private static String folded(Mailbox mailbox) {
        return mailbox.localPart().toLowerCase(Locale.ROOT) + '@' + mailbox.domain().name();
    }

    private String network(InetAddress client) {
        var octets = client.getAddress();
        int bits = octets.length == 4 ? rates.ipv4Network() : rates.ipv6Network();
        return Network.around(client, bits).toString();
    }
}
