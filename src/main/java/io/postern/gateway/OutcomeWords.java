package io.postern.gateway;

import java.util.Optional;

import io.postern.relay.Outcome;
import io.postern.route.Candidate;

/** An outcome's words for metrics (few, fixed) and for the log (host, phase, reply). */
final class OutcomeWords {

    private OutcomeWords() {
    }

    static String cause(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> accepted.refused().isEmpty() ? "none" : "recipients";
            case Outcome.Refused _ -> "refused";
            case Outcome.RecipientsRefused _ -> "recipients";
            case Outcome.Lost lost -> lost.duplicatePossible() ? "lost-after-dot" : "unreachable";
            case Outcome.Babble _ -> "babble";
            case Outcome.Lacks _ -> "capability";
            case Outcome.BudgetSpent _ -> "budget";
        };
    }

    /** Whom the outcome is about, if it is about one. */
    static Optional<Candidate> hop(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> Optional.of(accepted.hop());
            case Outcome.Refused refused -> Optional.of(refused.hop());
            case Outcome.RecipientsRefused some -> Optional.of(some.hop());
            case Outcome.Lost lost -> lost.hop();
            case Outcome.Babble babble -> Optional.of(babble.hop());
            case Outcome.Lacks lacks -> Optional.of(lacks.hop());
            case Outcome.BudgetSpent _ -> Optional.empty();
        };
    }

    static String detail(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> "hop=" + accepted.hop().host() + " said=" + accepted.reply()
                    + (accepted.refused().isEmpty() ? "" : " refused=" + accepted.refused());
            case Outcome.Refused refused ->
                    "hop=" + refused.hop().host() + " phase=" + refused.phase().label() + " said=" + refused.reply();
            case Outcome.RecipientsRefused some -> "hop=" + some.hop().host() + " refused=" + some.refused();
            case Outcome.Lost lost -> "phase=" + lost.phase().label() + " cause=" + lost.cause()
                    + lost.hop().map(hop -> " hop=" + hop.host()).orElse("")
                    + (lost.duplicatePossible() ? " duplicate=possible" : "");
            case Outcome.Babble babble -> "hop=" + babble.hop().host() + " phase=" + babble.phase().label()
                    + " said=" + babble.what() + (babble.duplicatePossible() ? " duplicate=possible" : "");
            case Outcome.Lacks lacks -> "hop=" + lacks.hop().host() + " lacks=" + lacks.lack();
            case Outcome.BudgetSpent spent -> "phase=" + spent.phase().label();
        };
    }
}
