package io.postern.loadtest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is known of one run once it is over, for the reports. {@code ledger} is empty if nobody was asked where
 * the messages are.
 */
record Run(
        String title,
        String commandLine,
        LoadReport load,
        Optional<Ledger> ledger,
        List<WatchedUse> watched,
        List<Mark> marks) {

    /** Something that was done on purpose while the load ran. */
    record Mark(Duration at, String what) {
    }
}
