package io.postern.relay;

import java.util.Optional;

import io.postern.route.Candidate;

/**
 * The connection that one attempt asks for.
 *
 * @param trace the id under which its dialogue is traced, empty if it is not
 * @param rival an address of another family of the same host, to connect to should {@code hop} take long
 */
record Wanted(Candidate hop, Optional<Candidate> rival, Origin origin, long budgetDeadlineNanos, String trace) {
}
