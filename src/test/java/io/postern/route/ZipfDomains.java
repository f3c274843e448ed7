package io.postern.route;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Future;

/**
 * A world of mail domains with a popularity after Zipf (exponent 1), and its DNS, which counts the questions. Two domains of
 * three have their mail at one of a thousand hosting companies, the others have a host of their own. Times to live are those
 * seen most: 5 minutes, 30 minutes, an hour, a day.
 */
public final class ZipfDomains {

    private static final int[] TTL_SECONDS = {300, 300, 1_800, 3_600, 3_600, 86_400};
    private static final int COMPANIES = 1_000;
    private static final long CEILING_SECONDS = 3_600;

    private final double[] cumulated;
    private final InstantSource clock;
    private final Random random = new Random(1);
    private final AtomicLong mxQuestions = new AtomicLong();
    private final AtomicLong addressQuestions = new AtomicLong();

    public ZipfDomains(int count, InstantSource clock) {
        this.clock = clock;
        cumulated = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += 1.0 / (i + 1);
            cumulated[i] = sum;
        }
    }

    /** The domain of the next message. */
    public String next() {
        int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
        return name(found < 0 ? -found - 1 : found);
    }

    public static String name(int index) {
        return "domain-" + index + ".example";
    }

    /** The hosts that have the domain's mail. */
    public static List<MxHost> hosts(String domain) {
        int draw = Math.floorMod(domain.hashCode() * 0x9E3779B9, 3 * COMPANIES);
        var base = draw < 2 * COMPANIES ? "company-" + draw % COMPANIES + ".example" : domain;
        return List.of(new MxHost("mx1." + base, 10), new MxHost("mx2." + base, 20));
    }

    public Future<MxAnswer> mx(String domain) {
        mxQuestions.incrementAndGet();
        return Future.succeededFuture(new MxAnswer.Hosts(hosts(domain), end(domain)));
    }

    /** Two questions each: A and AAAA. */
    Future<AddressAnswer> addresses(String host) {
        addressQuestions.addAndGet(2);
        return Future.succeededFuture(new AddressAnswer.Found(
                List.of(HostLiteral.address("192.0.2.1").orElseThrow()), host, end(host)));
    }

    public long mxQuestions() {
        return mxQuestions.get();
    }

    long addressQuestions() {
        return addressQuestions.get();
    }

    private Instant end(String name) {
        int ttl = TTL_SECONDS[Math.floorMod(name.hashCode(), TTL_SECONDS.length)];
        return clock.instant().plusSeconds(Math.min(CEILING_SECONDS, ttl));
    }
}
