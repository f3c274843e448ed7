package io.postern.route;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.observe.MailLog;
import org.slf4j.event.Level;

/** What is wrong with other people's records but does not stop their mail: told to the log once an hour for each name. */
final class Oddities {

    private static final int MAX_NAMES = 1_000;
    private static final Duration SILENCE = Duration.ofHours(1);

    private final Cache<String, Boolean> told = Caffeine.newBuilder()
            .maximumSize(MAX_NAMES).expireAfterWrite(SILENCE).executor(Runnable::run).build();

    /** RFC 2181 §10.3: the name in an MX record must not be an alias. Mail still flows. */
    void mxHostIsAlias(String host, String owner) {
        if (isNews(host)) {
            MailLog.event(Level.INFO, "mx-host-is-alias", "host", host, "of", owner);
        }
    }

    /** RFC 7505 §3: a null MX is the only record of its domain. Beside others it is ignored. */
    void nullMxAmongOthers(String domain) {
        if (isNews(domain)) {
            MailLog.event(Level.INFO, "null-mx-among-others", "domain", domain);
        }
    }

    /** RFC 5321 §5.1 knows names only there. The address is used if the address policy allows it. */
    void mxHostIsLiteral(String domain, String host) {
        if (isNews(host)) {
            MailLog.event(Level.INFO, "mx-host-is-address", "domain", domain, "host", host);
        }
    }

    private boolean isNews(String name) {
        return told.asMap().putIfAbsent(name, true) == null;
    }
}
