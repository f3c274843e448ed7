package io.postern.relay;

import java.util.Optional;

import io.postern.route.Candidate;

/**
 * The connection that one attempt asks for.
 *
 * @param rival an address of another family of the same host, to connect to should {@code hop} take long
 */
record Wanted(Candidate hop, Optional<Candidate> rival, Origin origin, long budgetDeadlineNanos) {
}
