package io.postern.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.postern.config.Config.Route;
import io.postern.smtp.Domain;
import io.vertx.core.Future;

/** Puts the plan for a domain together from the same questions that a recipient's route asks. */
record Explainer(Router router, MxLookup mx, CandidateOrder order) {

    /** What one search came across. */
    private static final class Notes implements SearchWitness {

        private final Map<String, String> aliases = new LinkedHashMap<>();
        private final Set<Cut> cuts = new LinkedHashSet<>();
        private List<Candidate> ordered = List.of();

        @Override
        public void alias(String host, String owner) {
            aliases.put(host, owner);
        }

        @Override
        public void cut(Cut cut) {
            cuts.add(cut);
        }

        @Override
        public void ordered(List<Candidate> candidates) {
            ordered = candidates;
        }
    }

    /** {@code mxName}: whose MX records count, empty for a fixed list. */
    Future<Explanation> explain(Domain domain, Optional<Route> route, Optional<String> mxName) {
        var asked = mxName.filter(_ -> !domain.isAddressLiteral());
        var before = asked.flatMap(mx::remembered);
        var notes = new Notes();
        Future<Optional<MxAnswer>> records = asked.isPresent()
                ? mx.lookup(asked.get()).map(Optional::of) : Future.succeededFuture(Optional.empty());
        return records.compose(answer -> router.route(domain, true, notes).compose(routing ->
                candidates(routing, notes).map(found -> new Explanation(
                        domain.name(), route, mxName, answer, source(before, asked.flatMap(mx::remembered)), routing,
                        planned(found), cuts(routing, found, notes), aliases(answer, notes)))));
    }

    /** A fixed list of addresses needs no search. */
    private Future<List<Candidate>> candidates(Routing routing, Notes notes) {
        if (!notes.ordered.isEmpty() || !(routing instanceof Routing.To(var destination))) {
            return Future.succeededFuture(notes.ordered);
        }
        return router.candidates(destination).map(list -> switch (list) {
            case CandidateList.Found(var some) -> some;
            case CandidateList.Failed _ -> List.of();
        });
    }

    private List<Explanation.Planned> planned(List<Candidate> found) {
        var planned = new ArrayList<Explanation.Planned>();
        for (var candidate : found) {
            var level = found.stream().filter(other -> other.preference() == candidate.preference()).toList();
            planned.add(new Explanation.Planned(candidate, order.isBad(candidate),
                    order.shares(level)[level.indexOf(candidate)], order.health().report(candidate.address())));
        }
        return planned;
    }

    private static List<Cut> cuts(Routing routing, List<Candidate> found, Notes notes) {
        var cuts = new ArrayList<Cut>();
        for (var cut : notes.cuts) {
            boolean saidBetter = cut.why() == Cut.Why.NOT_BETTER_THAN_OWN_CLUSTER && notes.cuts.stream()
                    .anyMatch(other -> other.why() == Cut.Why.OWN_CLUSTER && other.host().equals(cut.host()));
            if (!saidBetter) {
                cuts.add(cut);
            }
        }
        if (routing instanceof Routing.To(var destination)) {
            destination.hops().stream()
                    .filter(hop -> found.stream().noneMatch(candidate -> candidate.host().equals(hop.host()))
                            && notes.cuts.stream().noneMatch(cut -> cut.host().equals(hop.host())))
                    .forEach(hop -> cuts.add(Cut.host(hop, Cut.Why.ENOUGH_OTHERS)));
        }
        return cuts;
    }

    /** This memory, or whence the answer is there now. One that lives too short to be kept is the DNS's. */
    private static String source(Optional<RememberedMx> before, Optional<RememberedMx> after) {
        if (after.isPresent() && after.get().stale()) {
            return AnswerCache.STALE;
        }
        return before.isPresent() ? AnswerCache.LOCAL : after.map(RememberedMx::source).orElse("dns");
    }

    /** Only an MX host must not be one. */
    private static Map<String, String> aliases(Optional<MxAnswer> answer, Notes notes) {
        return answer.isPresent() && answer.get() instanceof MxAnswer.Hosts ? notes.aliases : Map.of();
    }
}
