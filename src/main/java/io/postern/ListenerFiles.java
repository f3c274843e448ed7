package io.postern;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.postern.config.Config;
import io.postern.observe.MailLog;
import io.postern.tls.ServerTls;
import io.postern.tls.TicketKeys;
import io.postern.tls.Unusable;
import org.slf4j.event.Level;

/** The certificates of the listeners, from their files. */
final class ListenerFiles {

    private ListenerFiles() {
    }

    /** One entry a listener. Blocks; a file that cannot serve is an {@link IllegalStateException}. */
    static List<Optional<ServerTls>> load(Config config, TicketKeys tickets) {
        var all = new ArrayList<Optional<ServerTls>>();
        for (int i = 0; i < config.listeners().size(); i++) {
            var tls = config.listeners().get(i).tls();
            all.add(tls.isPresent() ? Optional.of(load("listeners[" + i + "].tls.", tls.get(), tickets)) : Optional.empty());
        }
        return all;
    }

    private static ServerTls load(String section, Config.Tls config, TicketKeys tickets) {
        try {
            var tls = ServerTls.load(config, tickets);
            for (var credential : tls.credentials()) {
                if (credential.expiry().isBefore(Instant.now())) {
                    MailLog.event(Level.WARN, "certificate-expired",
                            "file", credential.file(), "since", credential.expiry());
                }
            }
            return tls;
        } catch (Unusable unusable) {
            throw new IllegalStateException(section + unusable.getMessage(), unusable);
        }
    }

    static List<Path> of(Config config) {
        var files = new ArrayList<Path>();
        for (var listener : config.listeners()) {
            listener.tls().ifPresent(tls -> {
                tls.certificates().forEach(certificate -> {
                    files.add(certificate.certificate());
                    certificate.key().ifPresent(files::add);
                });
                tls.clientCa().ifPresent(files::add);
            });
        }
        return List.copyOf(files);
    }
}
