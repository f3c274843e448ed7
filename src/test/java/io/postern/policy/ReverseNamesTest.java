package io.postern.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.postern.smtp.Domain;
import io.postern.world.DnsWorld.Fault;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReverseNamesTest {

    private static final String SIX_NIBBLES = "1" + ".0".repeat(23) + ".8.b.d.0.1.0.0.2.ip6.arpa";
    private static final ClientName MAIL = new ClientName.Confirmed(new Domain("mail.client.test"));

    private final PolicyWorld world = new PolicyWorld("""
            test. SOA ns.test. root.test. 1 3600 600 86400 60
            in-addr.arpa. SOA ns.test. root.test. 1 3600 600 86400 60
            1.2.0.192.in-addr.arpa. 100 PTR MAIL.client.test.
            2.2.0.192.in-addr.arpa. PTR bank.test.
            3.2.0.192.in-addr.arpa. PTR nowhere.test.
            4.2.0.192.in-addr.arpa. PTR nowhere.test.
            4.2.0.192.in-addr.arpa. PTR many.client.test.
            5.2.0.192.in-addr.arpa. CNAME 5.sub.2.0.192.in-addr.arpa.
            5.sub.2.0.192.in-addr.arpa. PTR many.client.test.
            6.2.0.192.in-addr.arpa. PTR evil\\040name\\010.client.test.
            %s. PTR mail.client.test.
            mail.client.test. A 192.0.2.1
            mail.client.test. AAAA 2001:db8::1
            many.client.test. A 192.0.2.77
            many.client.test. A 192.0.2.4
            many.client.test. A 192.0.2.5
            bank.test. A 198.51.100.1
            evil\\040name\\010.client.test. A 192.0.2.6
            """.formatted(SIX_NIBBLES));

    @AfterEach
    void close() {
        world.close();
    }

    private ClientName name(String client) {
        return world.name(world.names(), client);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,   mail.client.test", // in lower case
        "2001:db8::1, mail.client.test",
        "192.0.2.4,   many.client.test", // one of two names leads back
        "192.0.2.5,   many.client.test"}) // delegated as RFC 2317 has it
    void nameThatLeadsBackIsConfirmed(String client, String name) {
        assertEquals(new ClientName.Confirmed(new Domain(name)), name(client));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.2, mismatch", // somebody else's name
        "192.0.2.3, mismatch", // a name without address
        "192.0.2.6, mismatch", // no host name
        "192.0.2.9, none"})
    void anyOtherNameIsNone(String client, String counted) {
        assertEquals(ClientName.NONE, name(client));
        assertTrue(world.metrics.scrape().contains("postern_reverse_names_total{result=\"" + counted + "\"} 1.0"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVFAIL", "REFUSED", "DROP", "GARBAGE"})
    void dnsThatFailsLeavesTheNameUnknown(Fault fault) {
        world.impatient();
        world.dns.fault("1.2.0.192.in-addr.arpa", fault);
        world.dns.fault("bank.test", fault);
        assertEquals(ClientName.UNKNOWN, name("192.0.2.1"));
        assertEquals(ClientName.UNKNOWN, name("192.0.2.2"), "the forward question fails");
        world.dns.heal("1.2.0.192.in-addr.arpa");
        assertEquals(ClientName.UNKNOWN, name("192.0.2.1"), "kept for a moment");
        world.later(Duration.ofSeconds(6));
        assertEquals(MAIL, name("192.0.2.1"));
    }

    @Test
    void answerIsKeptForTheLeastOfItsTimes() {
        for (int i = 0; i < 3; i++) {
            assertEquals(MAIL, name("192.0.2.1"));
        }
        assertEquals(1, world.dns.asked("udp PTR 1.2.0.192.in-addr.arpa"));
        world.later(Duration.ofSeconds(99));
        name("192.0.2.1");
        assertEquals(1, world.dns.asked("udp PTR 1.2.0.192.in-addr.arpa"));
        world.later(Duration.ofSeconds(2));
        name("192.0.2.1");
        assertEquals(2, world.dns.asked("udp PTR 1.2.0.192.in-addr.arpa"));
    }

    @Test
    void absenceIsKeptByTheSoaMinimum() {
        name("192.0.2.9");
        world.later(Duration.ofSeconds(59));
        name("192.0.2.9");
        assertEquals(1, world.dns.asked("udp PTR 9.2.0.192.in-addr.arpa"));
        world.later(Duration.ofSeconds(2));
        name("192.0.2.9");
        assertEquals(2, world.dns.asked("udp PTR 9.2.0.192.in-addr.arpa"));
    }

    @Test
    void manyConnectionsOfOneClientAskOnce() {
        var held = world.dns.hold("1.2.0.192.in-addr.arpa");
        var answers = world.onLoop(() -> {
            var all = new ArrayList<Future<ClientName>>();
            for (int i = 0; i < 50; i++) {
                all.add(world.names().of(InetAddress.ofLiteral("192.0.2.1")));
            }
            return all;
        });
        held.countDown();
        world.await(() -> Future.all(answers));
        assertEquals(List.of(MAIL), answers.stream().map(Future::result).distinct().toList());
        assertEquals(1, world.dns.asked("udp PTR 1.2.0.192.in-addr.arpa"));
    }
}
