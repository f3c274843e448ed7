package io.postern.route;

import java.util.List;

/** Whom to connect to, in this order, this time. */
public sealed interface CandidateList {

    /** At least one and at most five. */
    record Found(List<Candidate> candidates) implements CandidateList {
    }

    /** {@code detail} is for the log. */
    record Failed(RouteFailure failure, String detail) implements CandidateList {
    }
}
