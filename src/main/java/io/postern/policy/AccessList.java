package io.postern.policy;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.postern.config.AccessEntry;
import io.postern.config.AccessSource;
import io.postern.config.Problem;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;

/** One list of the configuration with all that its files say, ready to be looked into. Immutable. */
public final class AccessList {

    public static final AccessList EMPTY = new AccessList(new NetworkSet.Builder().build(), new NameSet(Set.of()));

    private final NetworkSet networks;
    private final NameSet names;

    private AccessList(NetworkSet networks, NameSet names) {
        this.networks = networks;
        this.names = names;
    }

    /** Reads the files: blocks. What is wrong in them goes to {@code problems}. */
    public static AccessList read(AccessSource source, List<Problem> problems) {
        var networks = new NetworkSet.Builder();
        var names = new HashSet<String>();
        problems.addAll(source.read(entry -> {
            switch (entry) {
                case AccessEntry.Clients clients -> networks.add(clients.network());
                case AccessEntry.Named named -> names.add(named.key());
            }
        }));
        return new AccessList(networks.build(), new NameSet(names));
    }

    boolean isEmpty() {
        return networks.isEmpty() && names.isEmpty();
    }

    boolean hasNames() {
        return !names.isEmpty();
    }

    boolean contains(InetAddress client) {
        return networks.contains(client);
    }

    boolean contains(Domain name) {
        return names.contains(name);
    }

    boolean contains(Mailbox mailbox) {
        return names.contains(mailbox);
    }
}
