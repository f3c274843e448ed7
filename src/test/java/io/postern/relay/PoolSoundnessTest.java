package io.postern.relay;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Many messages against hops that misbehave at random: no message is whole at a hop more than once, or at all unless the
 * outcome says delivered or possibly so; each with its own envelope and octets; and leases + idle = open.
 */
class PoolSoundnessTest {

    private static final int TOGETHER = 40;

    private final Map<Integer, Outcome> outcomes = new HashMap<>();

    @Test
    void sevenHundredMessages() throws Exception {
        run(700, 1, Duration.ofMillis(700));
    }

    @Tag("long")
    @Test
    void tenThousandMessages() throws Exception {
        run(10_000, 2, Duration.ofSeconds(1));
    }

    private void run(int messages, long seed, Duration phase) throws Exception {
        try (var plain = new ChaosHop("250 PIPELINING", seed);
                var chunking = new ChaosHop("250-PIPELINING\r\n250 CHUNKING", seed + 1);
                var stepwise = new ChaosHop("250-CHUNKING\r\n250 LIMITS MAILMAX=3", seed + 2);
                var bench = new Bench(phase, 10, 20)) {
            bench.budgetLeft = Duration.ofMinutes(2);
            var hops = List.of(plain, chunking, stepwise);
            deliver(bench, hops, messages, new Random(seed));
            bench.eventually(bench::settled);
            bench.eventually(() -> bench.permits() == bench.idle());
            check(hops, messages);
        }
    }

    private void deliver(Bench bench, List<ChaosHop> hops, int messages, Random random) throws Exception {
        var places = new Semaphore(TOGETHER);
        var under = new ArrayList<Future<Outcome>>();
        for (int i = 0; i < messages; i++) {
            assertTrue(places.tryAcquire(60, TimeUnit.SECONDS), "a delivery never ended");
            prepare(bench, i, random);
            int start = random.nextInt(hops.size());
            var addresses = new InetSocketAddress[] {
                hops.get(start).address(), hops.get((start + 1) % hops.size()).address()};
            under.add(bench.begin(addresses).onComplete(done -> places.release()));
        }
        for (int i = 0; i < messages; i++) {
            outcomes.put(i, Bench.await(under.get(i)));
        }
    }

    private static void prepare(Bench bench, int i, Random random) {
        bench.from = Bench.mailbox("from" + i);
        bench.recipients = recipients(i);
        bench.content(content(i));
        if (random.nextBoolean()) {
            bench.body = content(i).replace("\r\n.", "\r\n..");
            bench.content = Optional.empty();
        }
    }

    private static List<String> recipients(int i) {
        return i % 3 == 0 ? List.of("to" + i, "too" + i) : List.of("to" + i);
    }

    private static String content(int i) {
        return "Subject: " + i + "\r\n\r\n.dot\r\n" + ("." + i + "\r\n").repeat(i % 50 == 0 ? 60_000 : i % 40);
    }

    private void check(List<ChaosHop> hops, int messages) {
        var times = new HashMap<Integer, Integer>();
        for (var hop : hops) {
            for (var whole : hop.whole()) {
                int i = Integer.parseInt(whole.from().replaceAll(".*<from(\\d+)@.*", "$1"));
                times.merge(i, 1, Integer::sum);
                assertEquals(recipients(i).stream().map(to -> "RCPT TO:<" + to + "@test>").toList(), whole.recipients());
                assertTrue(whole.content().equals(Bench.TRACE + content(i)), "octets of " + i);
            }
        }
        int accepted = 0;
        for (int i = 0; i < messages; i++) {
            int whole = times.getOrDefault(i, 0);
            switch (outcomes.get(i)) {
                case Outcome.Accepted _ -> {
                    assertEquals(1, whole, "accepted " + i);
                    accepted++;
                }
                case Outcome.Lost lost when lost.duplicatePossible() -> assertTrue(whole <= 1, lost + " " + i);
                case Outcome.Babble babble when babble.duplicatePossible() -> assertTrue(whole <= 1, babble + " " + i);
                case Outcome.Refused refused when refused.phase() == Phase.DOT && refused.reply().code() == 421 ->
                        assertTrue(whole <= 1, refused + " " + i);
                case Outcome other -> assertEquals(0, whole, other + " " + i);
            }
        }
        // a busy machine times out more of them, which changes nothing of the rest
        assertTrue(accepted > messages / 10, accepted + " accepted");
    }
}
