package io.postern.dns;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.xbill.DNS.Name;

/**
 * The names one question has led to by CNAME records, the least time to live among those, whether every message on the way
 * was authenticated, and how often we asked.
 */
final class AliasTrail {

    /** RFC 2181 §8. */
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    private final Set<Name> seen;
    private Name name;
    private Duration ttl;
    private boolean authenticated;
    private int questions;

    AliasTrail(Name name) {
        this(Set.of(name), name, LONGEST, true, 0);
    }

    private AliasTrail(Set<Name> seen, Name name, Duration ttl, boolean authenticated, int questions) {
        this.seen = new HashSet<>(seen);
        this.name = name;
        this.ttl = ttl;
        this.authenticated = authenticated;
        this.questions = questions;
    }

    /** To read a message with: what a useless one says leads nowhere. */
    AliasTrail copy() {
        return new AliasTrail(seen, name, ttl, authenticated, questions);
    }

    Name name() {
        return name;
    }

    Duration ttl() {
        return ttl;
    }

    boolean authenticated() {
        return authenticated;
    }

    int questions() {
        return questions;
    }

    void asked() {
        questions++;
    }

    void answered(boolean authentic) {
        authenticated &= authentic;
    }

    /** Follows an alias; {@code false} if that leads in a circle. */
    boolean follow(Name target, Duration aliasTtl) {
        if (!seen.add(target)) {
            return false;
        }
        name = target;
        ttl = aliasTtl.compareTo(ttl) < 0 ? aliasTtl : ttl;
        return true;
    }
}
