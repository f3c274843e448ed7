package io.postern.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.postern.config.Config;
import io.postern.config.Problem;
import io.postern.tls.RoutePolicies;
import io.postern.tls.ServerTls;
import io.postern.tls.TicketKeys;
import io.postern.tls.Unusable;

/** What is wrong with the certificates and keys that a configuration's listeners and routes name. */
record CertificateCheck(List<Problem> problems, List<Problem> warnings) {

    static final CertificateCheck NOTHING = new CertificateCheck(List.of(), List.of());

    static CertificateCheck of(Config config, Path file) {
        var check = new CertificateCheck(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < config.listeners().size(); i++) {
            var section = "listeners[" + i + "].tls.";
            config.listeners().get(i).tls().ifPresent(tls -> check.look(file.toString(), section, tls));
        }
        check.look(file.toString(), config);
        return check;
    }

    private void look(String file, Config config) {
        try {
            for (var credential : RoutePolicies.load(config).credentials()) {
                if (credential.expiry().isBefore(Instant.now())) {
                    warnings.add(new Problem(file, 0, "routes",
                            credential.file() + " has expired at " + credential.expiry(), "renew it"));
                }
            }
        } catch (Unusable unusable) {
            problems.add(new Problem(file, 0, unusable.key(), unusable.wrong(), unusable.right()));
        }
    }

    private void look(String file, String section, Config.Tls config) {
        try {
            for (var credential : ServerTls.load(config, new TicketKeys(System::nanoTime)).credentials()) {
                if (credential.expiry().isBefore(Instant.now())) {
                    warnings.add(new Problem(file, 0, section + "certificate",
                            credential.file() + " has expired at " + credential.expiry(), "renew it"));
                }
            }
        } catch (Unusable unusable) {
            problems.add(new Problem(file, 0, section + unusable.key(), unusable.wrong(), unusable.right()));
        }
    }
}
