package io.postern.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.config.Config;
import io.postern.world.DnsWorld;
import io.postern.world.DnsWorld.Fault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

class DnsTest {

    private static final String ZONE = """
            test. SOA ns.test. root.test. 1 3600 600 86400 60
            a.test. 600 MX 10 mx1.test.
            a.test. 120 MX 20 MX2.test.
            a.test. A 192.0.2.1
            a.test. AAAA 2001:db8::1
            alias.test. 90 CNAME a.test.
            loop1.test. CNAME loop2.test.
            loop2.test. CNAME loop1.test.
            dangling.test. CNAME nowhere.test.
            null.test. MX 0 .
            """;

    private final AtomicLong nanos = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    private final DnsWorld world = DnsWorld.serving(ZONE);
    private final Dns dns = dns(Duration.ofSeconds(5), world.address());

    @AfterEach
    void close() {
        world.close();
        vertx.close().await();
    }

    @Test
    void recordsComeWithTheLeastTtlAndInLowerCase() {
        var found = found(dns.mx("a.test"));
        assertEquals(Set.of(new MxRecord(10, "mx1.test"), new MxRecord(20, "mx2.test")), Set.copyOf(found.records()));
        assertEquals(Duration.ofSeconds(120), found.ttl());
        assertEquals(List.of(InetAddress.ofLiteral("2001:db8::1")), records(dns.ipv6("a.test")));
        assertEquals(List.of(new MxRecord(0, ".")), records(dns.mx("null.test")));
    }

    @Test
    void negativeAnswersLiveByTheSoaMinimum() {
        assertEquals(new DnsAnswer.NoSuchName<>(Duration.ofSeconds(60)), ask(dns.mx("none.test")));
        assertEquals(new DnsAnswer.NoData<>(Duration.ofSeconds(60)), ask(dns.ipv4("null.test")));
        world.zone("test. 86400 SOA ns.test. root.test. 1 3600 600 86400 86400\na.test. A 192.0.2.1");
        assertEquals(new DnsAnswer.NoSuchName<>(Duration.ofMinutes(5)), ask(dns.mx("none.test")));
    }

    @Test
    void aliasesAreFollowedWithinTheAnswerAndByAsking() {
        var within = found(dns.ipv4("alias.test"));
        assertEquals(Duration.ofSeconds(90), within.ttl());
        assertEquals("a.test", within.owner());
        world.fault("alias.test", Fault.ALIAS_ONLY);
        assertEquals(within, ask(dns.ipv4("alias.test")));
        assertEquals(1, world.asked("udp A a.test"));
        assertInstanceOf(DnsAnswer.NoSuchName.class, ask(dns.mx("dangling.test")));
    }

    @Test
    void aliasLoopIsUnavailable() {
        assertInstanceOf(DnsAnswer.Unavailable.class, ask(dns.mx("loop1.test")));
        world.fault("loop1.test", Fault.ALIAS_ONLY);
        world.fault("loop2.test", Fault.ALIAS_ONLY);
        assertInstanceOf(DnsAnswer.Unavailable.class, ask(dns.mx("loop1.test")));
    }

    @ParameterizedTest
    @CsvSource({
        "SERVFAIL, SERVFAIL",
        "REFUSED,  REFUSED",
        "NOTIMP,   NOTIMP",
        "LAME,     lame: the server neither knows nor recurses",
        "EMPTY,    lame: the server neither knows nor recurses",
    })
    void uselessAnswersAreUnavailableAndNotAskedForAgain(Fault fault, String why) {
        world.fault("a.test", fault);
        assertEquals(new DnsAnswer.Unavailable<>(why), ask(dns.mx("a.test")));
        assertEquals(1, world.asked("udp MX a.test"));
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"LIE", "GARBAGE", "OVERSIZED", "WRONG_ID", "WRONG_QUESTION", "NO_QUESTION"})
    void answersThatMayBeForgedOrBrokenAreAskedForOnceMore(Fault fault) {
        world.fault("a.test", fault);
        assertEquals(new DnsAnswer.Unavailable<>("malformed answer"), ask(dns.mx("a.test")));
        assertEquals(2, world.asked("udp MX a.test"));
    }

    @Test
    void serverThatDoesNotListenIsUnreachable() {
        var address = world.address();
        world.close();
        assertEquals(new DnsAnswer.Unavailable<>("name server unreachable"),
                ask(dns(Duration.ofSeconds(5), address).mx("a.test")));
    }

    @Test
    void answerCutAnywhereIsUnavailable() {
        world.fault("a.test", Fault.LIE);
        for (int missing = 1; missing < 80; missing++) {
            world.missing(missing);
            assertInstanceOf(DnsAnswer.Unavailable.class, ask(dns.mx("a.test")), "without the last " + missing);
        }
    }

    @Test
    void silenceIsAskedTwiceThenUnavailable() {
        world.fault("a.test", Fault.DROP);
        var hasty = dns(Duration.ofMillis(300), world.address());
        assertEquals(new DnsAnswer.Unavailable<>("timeout"), ask(hasty.mx("a.test")));
        assertEquals(2, world.asked("udp MX a.test"));
    }

    @Test
    void truncatedAnswerIsAskedForOverTcp() {
        world.fault("a.test", Fault.TRUNCATE);
        assertEquals(2, records(dns.mx("a.test")).size());
        assertEquals(1, world.asked("tcp MX a.test"));
    }

    @Test
    void connectionIsKeptForTheNextTruncatedAnswers() {
        world.fault("a.test", Fault.TRUNCATE);
        var patient = dns(Duration.ofMinutes(2), world.address());
        var first = List.of(patient.mx("a.test"), patient.mx("a.test"));
        first.forEach(answer -> assertEquals(2, records(answer).size()));
        assertEquals(2, records(patient.mx("a.test")).size());
        assertEquals(1, world.connections());
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"STALL", "HANG_UP"})
    void connectionThatWentDeadIsReplaced(Fault fault) {
        var hasty = dns(Duration.ofSeconds(3), world.address());
        world.fault("a.test", Fault.TRUNCATE);
        assertEquals(2, records(hasty.mx("a.test")).size());
        world.fault("a.test", fault);
        assertInstanceOf(DnsAnswer.Unavailable.class, ask(hasty.mx("a.test")));
        world.fault("a.test", Fault.TRUNCATE);
        eventually(() -> ask(hasty.mx("a.test")) instanceof DnsAnswer.Records && world.connections() > 1);
    }

    @Test
    void fiftyRecordsAreTooManyForADatagramAndComeOverTcp() {
        var zone = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            zone.append("many.test. MX 10 a-rather-long-name-of-a-mail-host-").append(i).append(".number-").append(i)
                    .append(".example.\n");
        }
        world.zone(zone.toString());
        assertEquals(50, records(dns.mx("many.test")).size());
        assertEquals(1, world.asked("tcp MX many.test"));
    }

    @Test
    void unrelatedRecordsAreIgnored() {
        world.fault("null.test", Fault.UNRELATED);
        assertEquals(List.of(new MxRecord(0, ".")), records(dns.mx("null.test")));
    }

    @Test
    void serverThatFailedWhereAnotherAnsweredIsAskedLastForAWhile() {
        try (var broken = DnsWorld.serving(ZONE)) {
            broken.fault("a.test", Fault.SERVFAIL);
            var both = dns(Duration.ofSeconds(5), broken.address(), world.address());
            assertEquals(2, records(both.mx("a.test")).size());
            assertEquals(2, records(both.mx("a.test")).size());
            assertEquals(1, broken.asked("udp MX a.test"));
            broken.heal("a.test");
            nanos.addAndGet(Duration.ofSeconds(31).toNanos());
            assertEquals(2, records(both.mx("a.test")).size());
            assertEquals(2, broken.asked("udp MX a.test"));
        }
    }

    @Test
    void questionThatAllServersFailSaysNothingAboutThem() {
        try (var first = DnsWorld.serving(ZONE)) {
            first.fault("a.test", Fault.SERVFAIL);
            world.fault("a.test", Fault.SERVFAIL);
            var both = dns(Duration.ofSeconds(5), first.address(), world.address());
            assertInstanceOf(DnsAnswer.Unavailable.class, ask(both.mx("a.test")));
            assertEquals(1, records(both.ipv4("alias.test")).size());
            assertEquals(1, first.asked("udp A alias.test"));
            assertEquals(0, world.asked("udp A alias.test"));
        }
    }

    @Test
    void aliasOfAUselessAnswerLeadsNowhere() {
        try (var broken = DnsWorld.serving("loop1.test. CNAME loop2.test.\nloop2.test. CNAME loop1.test.")) {
            world.zone("loop1.test. MX 10 mx1.test.");
            var both = dns(Duration.ofSeconds(5), broken.address(), world.address());
            assertEquals("loop1.test", found(both.mx("loop1.test")).owner());
        }
    }

    @Test
    void authenticatedOnlyIfEveryMessageSaysSo() {
        world.fault("alias.test", Fault.AUTHENTIC);
        assertTrue(found(dns.ipv4("alias.test")).authenticated());
        world.fault("alias.test", Fault.ALIAS_ONLY);
        world.fault("a.test", Fault.AUTHENTIC);
        assertTrue(found(dns.ipv4("a.test")).authenticated());
        assertFalse(found(dns.ipv4("alias.test")).authenticated());
    }

    @Test
    void soaOfAnotherZoneDoesNotMakeAnEmptyAnswerLiveLonger() {
        world.zone("x.test. SOA ns.test. root.test. 1 3600 600 86400 60\na.y.test. A 192.0.2.1");
        assertEquals(new DnsAnswer.NoData<>(Duration.ZERO), ask(dns.mx("a.y.test")));
    }

    @Test
    void namesAreAskedForAsTheyAreNeverBelowASearchDomain() {
        assertInstanceOf(DnsAnswer.NoSuchName.class, ask(dns.mx("single")));
        assertEquals(1, world.asked("udp MX single"));
    }

    @Test
    void answersComeHomeToTheCallersContext() throws Exception {
        var context = vertx.getOrCreateContext();
        var where = new CompletableFuture<Context>();
        context.runOnContext(_ -> dns.mx("a.test").onComplete(_ -> where.complete(Vertx.currentContext())));
        assertSame(context, where.get(5, TimeUnit.SECONDS));
    }

    private Dns dns(Duration timeout, InetSocketAddress... servers) {
        return new Dns(vertx, new Config.Dns(
                List.of(servers), timeout, Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofHours(1)),
                Path.of("/nowhere"), nanos::get);
    }

    private static <T> DnsAnswer.Records<T> found(Future<DnsAnswer<T>> answer) {
        return ask(answer) instanceof DnsAnswer.Records<T> found ? found : fail("no records");
    }

    private static <T> List<T> records(Future<DnsAnswer<T>> answer) {
        return found(answer).records();
    }

    private static <T> DnsAnswer<T> ask(Future<DnsAnswer<T>> answer) {
        try {
            return answer.await(40, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError(late);
        }
    }
}
