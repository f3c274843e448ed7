package io.postern.receive;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import io.postern.config.Config;
import io.postern.message.BodyBudget;
import io.postern.tls.ServerTls;

/** What every session of one generation knows. {@code ourNames} in lower case, {@code listeners} as configured. */
public record SessionSettings(Config config, BodyBudget bodies, Set<String> ourNames, List<ListenerSettings> listeners) {

    /** {@code tls}: one for each listener, as configured. */
    public static SessionSettings of(Config config, BodyBudget bodies, Set<String> ourNames, List<Optional<ServerTls>> tls) {
        return new SessionSettings(config, bodies, ourNames, IntStream.range(0, tls.size())
                .mapToObj(i -> ListenerSettings.of(config, config.listeners().get(i), tls.get(i))).toList());
    }
}
