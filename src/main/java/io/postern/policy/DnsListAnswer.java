package io.postern.policy;

import java.net.InetAddress;
import java.util.List;

import io.postern.config.Config;
import io.postern.config.Network;

/** What one DNS list said of one client. */
sealed interface DnsListAnswer {

    /** {@code codes} empty: the client is not on the list. */
    record Said(List<InetAddress> codes) implements DnsListAnswer {
    }

    record Unavailable() implements DnsListAnswer {
    }

    /** What an answer means; the word is the label of metrics. */
    enum Meaning {
        LISTED("listed"),
        CLEAR("clear"),
        /** The list has something to say to us, not about the client: wrong resolver, too many questions. */
        REFUSED("refused"),
        /** Addresses that no list has: a domain that was given up and answers everything. */
        BABBLE("babble"),
        UNAVAILABLE("unavailable"),
        LATE("late");

        private final String label;

        Meaning(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    DnsListAnswer UNAVAILABLE = new Unavailable();

    /** RFC 5782 §2.1: listings are in here. */
    Network LISTINGS = Network.parse("127.0.0.0/8").orElseThrow();

    /** By agreement of the large lists no listing but an error: the question came through a public resolver, or too often. */
    Network REFUSALS = Network.parse("127.255.255.0/24").orElseThrow();

    default Meaning meaning(Config.DnsList list) {
        return switch (this) {
            case Unavailable _ -> Meaning.UNAVAILABLE;
            case Said(var codes) -> {
                var meaning = Meaning.CLEAR;
                for (var code : codes) {
                    if (REFUSALS.contains(code)) {
                        yield Meaning.REFUSED;
                    }
                    if (!LISTINGS.contains(code)) {
                        meaning = Meaning.BABBLE;
                    } else if (meaning == Meaning.CLEAR && counts(list, code)) {
                        meaning = Meaning.LISTED;
                    }
                }
                yield meaning;
            }
        };
    }

    private static boolean counts(Config.DnsList list, InetAddress code) {
        for (var wanted : list.codes()) {
            if (wanted.contains(code)) {
                return true;
            }
        }
        return list.codes().isEmpty();
    }
}
