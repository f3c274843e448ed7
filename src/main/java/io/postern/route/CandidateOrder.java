package io.postern.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/**
 * The order of one use: by preference, at random within a level, those known bad behind all others, five at most. Random is
 * uniform where hops take the same time; one that takes longer comes first less often, in proportion, and never not at all
 * (RFC 5321 §5.1 asks for random where there is no clear reason to favour one).
 *
 * <p>Departs from RFC 5321 §5.1: while its breaker is open, a host of the best preference is asked after those of lesser
 * ones, for the time of a connect that fails would be taken from each message.
 */
record CandidateOrder(HopHealth health, RandomGenerator random) {

    static final int MAX = 5;

    /** The slowest hop comes first as often as if it were so many times slower than the quickest. */
    private static final double MOST_SLOW = 30;

    /** For candidates sorted by preference; the list given is left alone. */
    List<Candidate> of(List<Candidate> sorted) {
        if (sorted.size() == 1) {
            return sorted;
        }
        var order = new ArrayList<>(sorted);
        for (int start = 0; start < order.size();) {
            int end = start + 1;
            while (end < order.size() && order.get(end).preference() == order.get(start).preference()) {
                end++;
            }
            if (end - start > 1) {
                shuffle(order, start, end);
                slowLater(order, start, end);
            }
            start = end;
        }
        badLast(order);
        return order.size() <= MAX ? order : new ArrayList<>(order.subList(0, MAX));
    }

    /** As many of the hops, sorted by preference, as may be asked for: of a level that is too large, some at random. */
    List<NextHop> some(List<NextHop> sorted, int most) {
        if (sorted.size() <= most) {
            return sorted;
        }
        var some = new ArrayList<>(sorted);
        int preference = some.get(most).preference();
        int start = most;
        int end = most + 1;
        while (start > 0 && some.get(start - 1).preference() == preference) {
            start--;
        }
        while (end < some.size() && some.get(end).preference() == preference) {
            end++;
        }
        shuffle(some, start, end);
        return some.subList(0, most);
    }

    boolean isBad(Candidate candidate) {
        return health.isBad(candidate.address());
    }

    /** How likely each of these equals comes first, in percent; those known bad do only where all are. */
    int[] shares(List<Candidate> level) {
        boolean allBad = level.stream().allMatch(this::isBad);
        double least = level.stream().mapToDouble(this::waitNanos).min().orElse(1);
        double[] weights = level.stream().mapToDouble(candidate ->
                isBad(candidate) && !allBad ? 0 : 1 / Math.min(MOST_SLOW, waitNanos(candidate) / least)).toArray();
        double sum = DoubleStream.of(weights).sum();
        return DoubleStream.of(weights).mapToInt(weight -> (int) Math.round(100 * weight / sum)).toArray();
    }

    private double waitNanos(Candidate candidate) {
        return health.waitNanos(candidate.address());
    }

    private <T> void shuffle(List<T> order, int start, int end) {
        for (int i = end - 1; i > start; i--) {
            Collections.swap(order, i, start + random.nextInt(i - start + 1));
        }
    }

    /**
     * A draw without replacement, weighted by the inverse of each hop's waiting time: the least of exponential variables with
     * those means comes first.
     */
    private void slowLater(List<Candidate> order, int start, int end) {
        var keys = new double[end - start];
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int i = 0; i < keys.length; i++) {
            keys[i] = waitNanos(order.get(start + i));
            least = Math.min(least, keys[i]);
            most = Math.max(most, keys[i]);
        }
        if (most == least) {
            return;
        }
        for (int i = 0; i < keys.length; i++) {
            keys[i] = Math.min(MOST_SLOW, keys[i] / least) * -Math.log(1 - random.nextDouble());
            for (int at = i; at > 0 && keys[at] < keys[at - 1]; at--) {
                double key = keys[at];
                keys[at] = keys[at - 1];
                keys[at - 1] = key;
                Collections.swap(order, start + at, start + at - 1);
            }
        }
    }

    /** Not only within their level: a message should not wait for what is known not to answer. */
    private void badLast(List<Candidate> order) {
        int rest = order.size();
        for (int i = 0; rest > 0; rest--) {
            if (isBad(order.get(i))) {
                order.add(order.remove(i));
            } else {
                i++;
            }
        }
    }
}
