package io.postern.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.postern.config.Secret;
import io.postern.observe.Metrics;
import io.postern.route.Candidate;
import io.postern.route.HopNews;
import io.postern.route.HopTrouble;
import io.postern.route.LocalHopHealth;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SharedHopHealthTest {

    private static final HopTrouble REFUSED = new HopTrouble("connect", "lost", "Connection refused", true);

    private final InetSocketAddress hop = address("198.51.100.1");
    private final LocalHopHealth hopsHere = new LocalHopHealth(System::nanoTime);
    private final LocalHopHealth hopsThere = new LocalHopHealth(System::nanoTime);
    private final SharedHopHealth sharedHere = new SharedHopHealth(hopsHere);
    private final Metrics metrics = new Metrics();
    private final Gossip here = gossip(sharedHere, "mx1", "secret");
    private final Gossip there = gossip(new SharedHopHealth(hopsThere), "mx2", "secret");

    @Test
    void newsOfEveryKindComeOutAsTheyWentInAndCutOnesNotAtAll() throws IOException {
        for (var news : List.of(
                new HopNews.Opened(hop, Duration.ofMillis(4321), 3, REFUSED), new HopNews.Probing(address("2001:db8::1")),
                new HopNews.Closed(hop), new HopNews.Forgotten(hop))) {
            var octets = octets(news);
            assertEquals(news, HopOctets.read(input(octets)));
            for (int length = 0; length < octets.length; length++) {
                var cut = Arrays.copyOf(octets, length);
                assertThrows(IOException.class, () -> HopOctets.read(input(cut)));
            }
        }
    }

    @Test
    void anotherNodesNewsCountUnderItsName() {
        there.hear(here.saying(opened(hop)));
        assertTrue(hopsThere.isBad(hop));
        assertEquals("mx1", hopsThere.report(hop).by());
        assertTrue(counted("heard"));
    }

    @Test
    void aSayingCountsOnceOnly() {
        var saying = here.saying(opened(hop));
        there.hear(saying);
        hopsThere.reset(hop);
        there.hear(saying);
        assertFalse(hopsThere.isBad(hop));
        assertTrue(counted("stale"));
    }

    @Test
    void theEchoIsNoNews() {
        here.hear(here.saying(opened(hop)));
        assertFalse(hopsHere.isBad(hop));
        assertTrue(counted("own"));
    }

    @Test
    void aStrangerIsNotBelieved() {
        there.hear(gossip(new SharedHopHealth(new LocalHopHealth(System::nanoTime)), "mx1", "guessed").saying(opened(hop)));
        there.hear("anything");
        assertFalse(hopsThere.isBad(hop));
        assertTrue(counted("forged"));
    }

    @Test
    void whatIsLeftOverIsBabble() {
        there.hear(here.saying(out -> {
            opened(hop).into(out);
            out.writeByte(1);
        }));
        there.hear(here.saying(out -> out.writeShort(7)));
        assertTrue(counted("babble"));
    }

    @Test
    void loopbackIsTheSamePlaceOnOneMachineOnly() {
        var filter = address("127.0.0.1");
        there.hear(here.saying(opened(filter)));
        assertFalse(hopsThere.isBad(filter));
        there.subject().oneMachine(true);
        there.hear(here.saying(opened(filter)));
        assertTrue(hopsThere.isBad(filter));
    }

    @Test
    void whatHoldsIsToldAgainUntilTheHopAnswers() {
        var said = new ArrayList<Gossip.Words>();
        sharedHere.begin(said::add);
        hopsHere.begin(new Candidate("mx.test", hop, 10));
        hopsHere.failed(hop, REFUSED);
        assertEquals(1, said.size());
        for (int i = 0; i < 6; i++) {
            sharedHere.beat();
        }
        assertEquals(3, said.size());
        hopsHere.begin(new Candidate("mx.test", hop, 10));
        hopsHere.succeeded(hop);
        assertEquals(4, said.size());
        for (int i = 0; i < 6; i++) {
            sharedHere.beat();
        }
        assertEquals(4, said.size());
    }

    private boolean counted(String result) {
        return metrics.scrape().contains("operation=\"hop-view\",result=\"" + result + "\"");
    }

    private static Gossip.Words opened(InetSocketAddress hop) {
        return out -> {
            out.writeShort(1);
            HopOctets.write(new HopNews.Opened(hop, Duration.ofSeconds(5), 1, REFUSED), out);
        };
    }

    private static byte[] octets(HopNews news) throws IOException {
        var octets = new ByteArrayOutputStream();
        HopOctets.write(news, new DataOutputStream(octets));
        return octets.toByteArray();
    }

    private static DataInputStream input(byte[] octets) {
        return new DataInputStream(new ByteArrayInputStream(octets));
    }

    private Gossip gossip(Gossip.Subject subject, String name, String secret) {
        return new Gossip(subject, () -> name, new Seal(new Secret(secret), InstantSource.system()), InstantSource.system(), metrics);
    }

    private static InetSocketAddress address(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 25);
    }
}
