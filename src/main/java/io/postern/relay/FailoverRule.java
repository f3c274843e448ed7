package io.postern.relay;

import java.util.Optional;

import io.postern.route.Candidate;
import io.postern.route.HopTrouble;

/** Which outcomes of an attempt let the next candidate try. */
final class FailoverRule {

    private FailoverRule() {
    }

    static boolean mayGoOn(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> false;
            case Outcome.RecipientsRefused refused -> false;
            case Outcome.BudgetSpent spent -> false;
            case Outcome.Lacks lacks -> true;
            case Outcome.Lost lost -> lost.phase().mayFailOver() && lost.hop().isPresent();
            case Outcome.Babble babble -> babble.phase().mayFailOver();
            case Outcome.Refused refused -> refused.phase().mayFailOver() && (refused.phase().compareTo(Phase.MAIL) < 0
                    || refused.reply().isTransient() || refused.reply().isAboutClient());
        };
    }

    /** What an attempt says of the hop itself: worth remembering for the next ones. */
    enum Health { TROUBLE, ANSWERS, UNSAID }

    static Health health(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> Health.ANSWERS;
            case Outcome.RecipientsRefused refused -> Health.ANSWERS;
            case Outcome.Lacks lacks -> Health.ANSWERS;
            case Outcome.Refused refused when refused.phase().compareTo(Phase.MAIL) < 0 -> Health.TROUBLE;
            // a pooled connection that was idle for too long hears it from a hop in the best of health
            case Outcome.Refused refused -> refused.reply().code() == 421 ? Health.UNSAID : Health.ANSWERS;
            case Outcome.Lost lost -> lost.hop().isPresent() ? Health.TROUBLE : Health.UNSAID;
            case Outcome.Babble babble -> Health.TROUBLE;
            case Outcome.BudgetSpent spent -> Health.UNSAID;
        };
    }

    /** A hop that cannot be reached, or lets time run out, does so to the next message as well. */
    static HopTrouble trouble(Outcome outcome) {
        var phase = phase(outcome);
        var cause = cause(outcome);
        var detail = switch (outcome) {
            case Outcome.Lost lost -> lost.cause();
            case Outcome.Babble babble -> babble.what();
            case Outcome.Refused refused -> refused.reply().toString();
            case Outcome.Accepted a -> "";
            case Outcome.RecipientsRefused r -> "";
            case Outcome.Lacks l -> "";
            case Outcome.BudgetSpent s -> "";
        };
        return new HopTrouble(phase.label(), cause, detail, phase.compareTo(Phase.MAIL) < 0 || cause.equals("timeout"));
    }

    /** Whom the outcome is about, where it says. */
    static Optional<Candidate> hop(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> Optional.of(accepted.hop());
            case Outcome.RecipientsRefused refused -> Optional.of(refused.hop());
            case Outcome.Refused refused -> Optional.of(refused.hop());
            case Outcome.Lacks lacks -> Optional.of(lacks.hop());
            case Outcome.Lost lost -> lost.hop();
            case Outcome.Babble babble -> Optional.of(babble.hop());
            case Outcome.BudgetSpent s -> Optional.empty();
        };
    }

    /** Phase and cause for the metric of failovers. */
    static String cause(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted a -> "accepted";
            case Outcome.RecipientsRefused r -> "refused";
            case Outcome.Refused r -> "refused";
            case Outcome.BudgetSpent s -> "budget";
            case Outcome.Lacks l -> "lacks";
            case Outcome.Lost lost -> lost.cause().equals(RelayConnection.TIMEOUT) ? "timeout" : "lost";
            case Outcome.Babble b -> "babble";
        };
    }

    static Phase phase(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted a -> Phase.DOT;
            case Outcome.RecipientsRefused r -> Phase.RCPT;
            case Outcome.Refused refused -> refused.phase();
            case Outcome.BudgetSpent spent -> spent.phase();
            case Outcome.Lacks l -> Phase.MAIL;
            case Outcome.Lost lost -> lost.phase();
            case Outcome.Babble babble -> babble.phase();
        };
    }
}
