package io.postern.config;

import java.util.Optional;
import java.util.Set;

import io.postern.smtp.Mailbox;

/**
 * How the mail of a route is scanned.
 *
 * @param scanners the names of those that look at it; empty: all
 * @param onMatch what becomes of a message that a scanner would not let pass; empty: what the scanner says
 * @param redirectTo who gets what is redirected; empty: whom the scanner says
 */
public record ScanProfile(Optional<Set<String>> scanners, Optional<Scan.OnMatch> onMatch, Optional<Mailbox> redirectTo) {

    public static final ScanProfile DEFAULT = new ScanProfile(Optional.empty(), Optional.empty(), Optional.empty());

    public ScanProfile {
        scanners = scanners.map(Set::copyOf);
    }

    public boolean includes(String scanner) {
        return scanners.isEmpty() || scanners.get().contains(scanner);
    }
}
