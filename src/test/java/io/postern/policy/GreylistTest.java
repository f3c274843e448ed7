package io.postern.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GreylistTest {

    private static final Duration DELAY = Duration.ofMinutes(5);
    private static final Mailbox BOB = new Mailbox("bob", new Domain("next.test"));
    private static final Mailbox EVE = new Mailbox("eve", new Domain("next.test"));
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

    private final Map<String, Instant> grid = new HashMap<>();
    private boolean gridAway;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos;
    private final Greylist one = node();
    private final Greylist two = node();

    @Test
    void whoComesAgainAfterTheDelayPassesAndIsRememberedForAllRecipients() {
        assertEquals(DELAY, wait(one, CLIENT, BOB));
        pass(Duration.ofMinutes(2));
        assertEquals(Duration.ofMinutes(3), wait(one, CLIENT, BOB));
        pass(Duration.ofMinutes(3));
        assertEquals(Duration.ZERO, wait(one, CLIENT, BOB));
        assertEquals(Duration.ZERO, wait(one, CLIENT, EVE));
    }

    @Test
    void whoComesAgainAtAnotherNodePassesThere() {
        wait(one, CLIENT, BOB);
        pass(DELAY);
        assertEquals(Duration.ZERO, wait(two, CLIENT, BOB));
        assertEquals(Duration.ZERO, wait(node(), CLIENT, EVE), "a node that has just started asks the others");
    }

    @Test
    void eachTripletWaitsForItselfUntilOneHasPassed() {
        wait(one, CLIENT, BOB);
        pass(DELAY.minusSeconds(1));
        assertEquals(DELAY, wait(one, CLIENT, EVE));
        assertEquals(DELAY, wait(one, InetAddress.ofLiteral("198.51.100.1"), BOB));
    }

    @Test
    void theNextMachineOfANetworkIsTheSameClient() {
        wait(one, CLIENT, BOB);
        pass(DELAY);
        assertEquals(Duration.ZERO, wait(one, InetAddress.ofLiteral("192.0.2.77"), BOB));
        wait(one, InetAddress.ofLiteral("2001:db8::1"), BOB);
        pass(DELAY);
        assertEquals(Duration.ZERO, wait(one, InetAddress.ofLiteral("2001:db8::2:1"), BOB));
    }

    @Test
    void aTripletIsForgottenAfterADayAndAClientAfterThirtyFiveUnlessItComes() {
        wait(one, CLIENT, BOB);
        gridAway = true;
        pass(Greylist.TRIPLETS_KEPT);
        assertEquals(DELAY, wait(one, CLIENT, BOB));
        pass(DELAY);
        wait(one, CLIENT, BOB);
        for (int days = 0; days < 100; days += 10) {
            pass(Duration.ofDays(10));
            assertEquals(Duration.ZERO, wait(one, CLIENT, EVE));
        }
        pass(Greylist.CLIENTS_KEPT);
        assertEquals(DELAY, wait(one, CLIENT, BOB));
    }

    @Test
    void withTheGridAwayItIsOneNodesOwn() {
        gridAway = true;
        wait(one, CLIENT, BOB);
        pass(DELAY);
        assertEquals(DELAY, wait(two, CLIENT, BOB));
        assertEquals(Duration.ZERO, wait(one, CLIENT, BOB));
    }

    @Test
    void aClockThatWasSetBackMakesNobodyWaitLonger() {
        wait(one, CLIENT, BOB);
        now = now.minus(Duration.ofHours(3));
        assertEquals(DELAY, wait(one, CLIENT, BOB));
    }

    @Test
    void addressesOfThoseWhoWroteDoNotStandInTheGrid() {
        wait(one, CLIENT, BOB);
        assertFalse(grid.isEmpty());
        assertTrue(grid.keySet().stream().noneMatch(key -> key.contains("bob") || key.contains("ann")));
    }

    private static Duration wait(Greylist node, InetAddress client, Mailbox recipient) {
        return node.wait(client, ReversePath.of(new Mailbox("ann", new Domain("client.test"))), recipient, DELAY).result();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    private Greylist node() {
        return new Greylist(new SharedSince() {
            @Override
            public Future<Optional<Instant>> get(String key) {
                return Future.succeededFuture(gridAway ? Optional.empty() : Optional.ofNullable(grid.get(key)));
            }

            @Override
            public void put(String key, Instant since, Duration kept) {
                if (!gridAway) {
                    grid.put(key, since);
                }
            }
        }, () -> now, () -> nanos);
    }
}
