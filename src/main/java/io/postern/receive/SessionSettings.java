package io.postern.receive;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import io.postern.config.Config;
import io.postern.config.Scan;
import io.postern.message.BodyBudget;
import io.postern.tls.ServerTls;

/**
 * What every session of one generation knows.
 *
 * @param ourNames in lower case
 * @param resultsNames these and the names under which a scanner writes Authentication-Results, in lower case: nobody else does
 *        (RFC 8601 §5), whether or not that scanner looks at a message
 * @param listeners as configured
 */
public record SessionSettings(Config config, BodyBudget bodies, Set<String> ourNames, Set<String> resultsNames,
        List<ListenerSettings> listeners) {

    /** {@code tls}: one for each listener, as configured. */
    public static SessionSettings of(Config config, BodyBudget bodies, Set<String> ourNames, List<Optional<ServerTls>> tls) {
        return new SessionSettings(config, bodies, ourNames, resultsNames(config, ourNames), IntStream.range(0, tls.size())
                .mapToObj(i -> ListenerSettings.of(config, config.listeners().get(i), tls.get(i))).toList());
    }

    private static Set<String> resultsNames(Config config, Set<String> ourNames) {
        var names = new HashSet<>(ourNames);
        for (var scan : config.scan()) {
            if (scan.kind() instanceof Scan.Kind.Authentication authentication) {
                authentication.authservId().ifPresent(id -> names.add(id.toLowerCase(Locale.ROOT)));
            }
        }
        return Set.copyOf(names);
    }
}
