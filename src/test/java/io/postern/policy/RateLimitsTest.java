package io.postern.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.config.Config;
import io.postern.config.Network;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class RateLimitsTest {

    private static final Optional<Config.Rate> NONE = Optional.empty();
    private static final Optional<Config.Rate> TEN_A_MINUTE = Optional.of(new Config.Rate(10, Duration.ofMinutes(1)));
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

    private final AtomicLong nanos = new AtomicLong();
    private final LocalRateCounter counter = new LocalRateCounter(nanos::get);

    @Test
    void soManyAtOnceThenAsManyAsAreForgotten() {
        var limits = limits(TEN_A_MINUTE, NONE, NONE, 32);
        assertEquals(10, taken(limits, CLIENT, "a@client.test", "b@next.test", 100));
        pass(Duration.ofSeconds(12));
        assertEquals(2, taken(limits, CLIENT, "a@client.test", "b@next.test", 100));
        pass(Duration.ofMinutes(10));
        assertEquals(10, taken(limits, CLIENT, "a@client.test", "b@next.test", 100));
    }

    @Test
    void whatIsRefusedDoesNotCount() {
        var limits = limits(TEN_A_MINUTE, NONE, NONE, 32);
        taken(limits, CLIENT, "a@client.test", "b@next.test", 1_000_000);
        pass(Duration.ofSeconds(6));
        assertEquals(1, taken(limits, CLIENT, "a@client.test", "b@next.test", 1));
    }

    @Test
    void eachLimitCountsItsOwnAndSaysSo() {
        assertEquals("rate-client", cause(limits(TEN_A_MINUTE, NONE, NONE, 32)));
        assertEquals("rate-sender", cause(limits(NONE, TEN_A_MINUTE, NONE, 32)));
        assertEquals("rate-recipient", cause(limits(NONE, NONE, TEN_A_MINUTE, 32)));
    }

    @Test
    void aNetworkIsOneClient() {
        var limits = limits(TEN_A_MINUTE, NONE, NONE, 24);
        taken(limits, CLIENT, "a@client.test", "b@next.test", 10);
        assertEquals(0, taken(limits, InetAddress.ofLiteral("192.0.2.255"), "a@client.test", "b@next.test", 1));
        assertEquals(1, taken(limits, InetAddress.ofLiteral("192.0.3.1"), "a@client.test", "b@next.test", 1));
        taken(limits, InetAddress.ofLiteral("2001:db8::1"), "a@client.test", "b@next.test", 10);
        assertEquals(0, taken(limits, InetAddress.ofLiteral("2001:db8::ffff:1"), "a@client.test", "b@next.test", 1));
        assertEquals(1, taken(limits, InetAddress.ofLiteral("2001:db8:0:1::1"), "a@client.test", "b@next.test", 1));
    }

    @Test
    void anAddressWrittenOtherwiseIsTheSame() {
        var limits = limits(NONE, TEN_A_MINUTE, NONE, 32);
        taken(limits, CLIENT, "Ann@client.test", "b@next.test", 10);
        assertEquals(0, taken(limits, CLIENT, "aNN@client.test", "b@next.test", 1));
    }

    @Test
    void theNullReversePathIsNoSenderAndExceptedClientsAreNotCounted() {
        assertEquals(20, taken(limits(NONE, TEN_A_MINUTE, NONE, 32), CLIENT, "", "b@next.test", 20));
        var rates = new Config.Rates(TEN_A_MINUTE, NONE, NONE, 32, 64, List.of(Network.parse("192.0.2.0/24").orElseThrow()));
        assertEquals(20, taken(new RateLimits(rates, counter), CLIENT, "a@client.test", "b@next.test", 20));
    }

    @Test
    void networksAreCutAtAnyBit() {
        var address = InetAddress.ofLiteral("255.255.255.255");
        assertEquals("255.255.255.254/31", Network.around(address, 31).toString());
        assertEquals("248.0.0.0/5", Network.around(address, 5).toString());
        assertEquals("0.0.0.0/0", Network.around(address, 0).toString());
        assertEquals("255.255.255.255/32", Network.around(address, 64).toString());
    }

    private String cause(RateLimits limits) {
        taken(limits, CLIENT, "a@client.test", "b@next.test", 10);
        var refusal = assertInstanceOf(Decision.Refuse.class, limits.take(CLIENT, path("a@client.test"), mailbox("b@next.test")));
        assertEquals(450, refusal.reply().code());
        return refusal.cause();
    }

    private static int taken(RateLimits limits, InetAddress client, String from, String to, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += limits.take(client, path(from), mailbox(to)) == Decision.ALLOW ? 1 : 0;
        }
        return taken;
    }

    private RateLimits limits(Optional<Config.Rate> client, Optional<Config.Rate> sender, Optional<Config.Rate> recipient, int ipv4) {
        return new RateLimits(new Config.Rates(client, sender, recipient, ipv4, 64, List.of()), counter);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static ReversePath path(String text) {
        return text.isEmpty() ? ReversePath.NULL : ReversePath.of(mailbox(text));
    }

    private static Mailbox mailbox(String text) {
        int at = text.indexOf('@');
        return new Mailbox(text.substring(0, at), new Domain(text.substring(at + 1)));
    }
}
