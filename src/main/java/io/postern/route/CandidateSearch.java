package io.postern.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * One search for the addresses of a destination. All hosts are asked for at once; the answers are taken level by level, best
 * first, until there are enough or a level is us: that one and all behind it are dropped (RFC 5321 §5.1). Once there is one
 * candidate, slow answers for the levels behind are not waited for long. Runs on one context.
 */
final class CandidateSearch {

    private static final long PATIENCE_MILLIS = 1000;

    /** A stranger's hundred MX records are not worth a hundred questions. */
    private static final int MAX_HOSTS = 20;

    private final Vertx vertx;
    private final Destination destination;
    private final SelfNames self;
    private final AddressPolicy policy;
    private final CandidateOrder order;
    private final SearchWitness witness;
    private final List<NextHop> hops;
    private final List<Future<AddressAnswer>> answers = new ArrayList<>();
    private final List<Candidate> found = new ArrayList<>();
    private String unavailable = "";
    private String refused = "";
    private String us = "";

    CandidateSearch(Vertx vertx, Destination destination, SelfNames self, AddressPolicy policy, CandidateOrder order,
            SearchWitness witness) {
        this.vertx = vertx;
        this.destination = destination;
        this.self = self;
        this.policy = policy;
        this.order = order;
        this.witness = witness;
        this.hops = order.some(destination.hops(), MAX_HOSTS);
    }

    Future<CandidateList> run(AddressLookup addresses) {
        for (var hop : hops) {
            answers.add(addresses.lookup(hop.host()));
        }
        return from(0);
    }

    private Future<CandidateList> from(int first) {
        int start = first;
        while (start < answers.size() && !isEnough()) {
            int end = endOfLevel(start);
            var level = answers.subList(start, end);
            if (!level.stream().allMatch(Future::isComplete)) {
                int here = start;
                return await(level).compose(_ -> take(here, end) ? from(end) : Future.succeededFuture(result()));
            }
            if (!take(start, end)) {
                break;
            }
            start = end;
        }
        return Future.succeededFuture(result());
    }

    private Future<Void> await(List<Future<AddressAnswer>> level) {
        var all = Home.bring(vertx, Future.join(List.copyOf(level)));
        return (found.isEmpty() ? all : all.timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                .transform(_ -> Future.succeededFuture());
    }

    private boolean isEnough() {
        return found.size() >= CandidateOrder.MAX && !found.stream().allMatch(order::isBad);
    }

    private int endOfLevel(int start) {
        int end = start + 1;
        while (end < hops.size() && hops.get(end).preference() == hops.get(start).preference()) {
            end++;
        }
        return end;
    }

    /** Adds a level's addresses; {@code false} if one of them is us. */
    private boolean take(int start, int end) {
        var level = new ArrayList<Candidate>();
        for (int i = start; i < end; i++) {
            var hop = hops.get(i);
            var answer = answers.get(i).isComplete() ? answers.get(i).result() : null;
            switch (answer) {
                case AddressAnswer.Found known -> add(hop, known, level);
                case AddressAnswer.Unavailable(var why, _) -> unavailable(hop, why);
                case AddressAnswer.None _ -> witness.cut(Cut.host(hop, Cut.Why.NO_ADDRESS));
                case null -> unavailable(hop, "slow");
            }
            if (!us.isEmpty()) {
                cutLevelsFrom(start);
                return false;
            }
        }
        found.addAll(level);
        return true;
    }

    private void unavailable(NextHop hop, String why) {
        unavailable = hop.host() + ": " + why;
        witness.cut(Cut.host(hop, Cut.Why.DNS_UNAVAILABLE));
    }

    private void cutLevelsFrom(int start) {
        for (var hop : hops.subList(start, hops.size())) {
            witness.cut(Cut.host(hop, Cut.Why.NOT_BETTER_THAN_OWN_CLUSTER));
        }
    }

    private void add(NextHop hop, AddressAnswer.Found known, List<Candidate> level) {
        if (!known.owner().equals(hop.host())) {
            witness.alias(hop.host(), known.owner());
        }
        for (var address : known.addresses()) {
            add(hop, address, level);
        }
    }

    private void add(NextHop hop, InetAddress address, List<Candidate> level) {
        var socket = new InetSocketAddress(address, hop.port());
        var text = hop.host() + " " + address.getHostAddress();
        if (destination.guarded() ? self.isReachedBy(socket) : self.isListener(socket)) {
            us = text;
            cut(hop, address, Cut.Why.OWN_CLUSTER);
        } else if (destination.guarded() && !policy.permits(address)) {
            refused = text;
            cut(hop, address, Cut.Why.REFUSED_ADDRESS);
        } else if (level.stream().noneMatch(known -> known.address().equals(socket))) {
            level.add(new Candidate(hop.host(), socket, hop.preference(), destination.tls().towards(hop.host())));
        } else {
            cut(hop, address, Cut.Why.DUPLICATE);
        }
    }

    private void cut(NextHop hop, InetAddress address, Cut.Why why) {
        witness.cut(new Cut(hop.host(), address.getHostAddress(), hop.preference(), why));
    }

    private CandidateList result() {
        if (!found.isEmpty()) {
            var ordered = order.of(found);
            witness.ordered(ordered);
            return new CandidateList.Found(ordered);
        }
        if (unavailable.isEmpty() && us.isEmpty() && hops.size() < destination.hops().size()) {
            unavailable = "none of " + hops.size() + " hosts, and others were not asked for"; // so nobody said no (I7)
        }
        if (!unavailable.isEmpty()) {
            return failed(RouteFailure.DNS_UNAVAILABLE, unavailable);
        }
        if (!refused.isEmpty()) {
            return failed(RouteFailure.REFUSED_ADDRESS, refused);
        }
        return us.isEmpty() ? failed(RouteFailure.NO_ADDRESS, "no address for " + hosts()) : failed(RouteFailure.LOOP, us);
    }

    private CandidateList failed(RouteFailure failure, String detail) {
        return new CandidateList.Failed(failure.whereConfigured(destination.configured()), failure + " " + detail);
    }

    private String hosts() {
        return String.join(", ", destination.hops().stream().map(NextHop::host).toList());
    }
}
