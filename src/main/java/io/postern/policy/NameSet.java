package io.postern.policy;

import java.util.Set;

import io.postern.config.AccessEntry;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;

/** Any number of domains, {@code .domains} and mailboxes; a name takes as many looks as it has labels. */
record NameSet(Set<String> keys) {

    NameSet {
        keys = Set.copyOf(keys); // half the memory of a HashSet
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    boolean contains(Domain domain) {
        return !keys.isEmpty() && containsDomain(AccessEntry.key(domain));
    }

    /** The mailbox itself or its domain. */
    boolean contains(Mailbox mailbox) {
        return !keys.isEmpty() && (keys.contains(AccessEntry.key(mailbox)) || containsDomain(AccessEntry.key(mailbox.domain())));
    }

    private boolean containsDomain(String name) {
        if (keys.contains(name)) {
            return true;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (keys.contains(name.substring(dot))) {
                return true;
            }
        }
        return false;
    }
}
