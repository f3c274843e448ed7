package io.postern.cluster;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.config.Secret;
import io.postern.observe.Metrics;
import io.postern.observe.NodeView;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class GridWatchTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final Metrics metrics = new Metrics();
    private final NodeHealth here = health("mx1", "secret");
    private final NodeHealth there = health("mx2", "secret");
    private final GridWatch watch = new GridWatch(here, metrics, nanos::get);

    @Test
    void aMemberThatSaysNothingUnderTheSecretIsToldOfAfterHalfAMinute() {
        for (int second = 0; second < 30; second++) {
            here.hear(there.saying());
            here.hear(health("mx3", "guessed").saying());
            watch.look(3);
            nanos.addAndGet(SECOND);
        }
        assertEquals(0, alerts("grid-stranger"));
        here.hear(there.saying());
        watch.look(3);
        watch.look(3);
        assertEquals(1, alerts("grid-stranger"), "once, not with each beat");
    }

    @Test
    void aNodeThatComesOrLeavesIsNoStranger() {
        watch.look(2);
        nanos.addAndGet(29 * SECOND);
        here.hear(there.saying());
        watch.look(2);
        nanos.addAndGet(29 * SECOND);
        watch.look(2);
        nanos.addAndGet(2 * SECOND);
        watch.look(1);
        assertEquals(0, alerts("grid-stranger"));
    }

    @Test
    void eachForgeryIsAnAlert() {
        here.hear(health("mx3", "guessed").saying());
        here.hear("a string");
        here.refuse();
        assertEquals(3, alerts("grid-forgery"));
    }

    @Test
    void publicAddressesAreKnown() {
        for (var inside : List.of("127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1",
                "::1", "fd00::1", "fe80::1")) {
            assertEquals(true, GridWatch.isPrivate(InetAddress.ofLiteral(inside)), inside);
        }
        for (var outside : List.of("192.0.2.1", "172.32.0.1", "100.128.0.1", "100.63.255.255", "2001:db8::1")) {
            assertEquals(false, GridWatch.isPrivate(InetAddress.ofLiteral(outside)), outside);
        }
    }

    private int alerts(String kind) {
        var line = "postern_alerts_total{kind=\"" + kind + "\"} ";
        return metrics.scrape().lines().filter(each -> each.startsWith(line))
                .mapToInt(each -> (int) Double.parseDouble(each.substring(line.length()))).sum();
    }

    private NodeHealth health(String name, String secret) {
        var clock = InstantSource.system();
        var seal = new Seal(new Secret(secret), clock, new ForgeryAlarm(metrics, nanos::get));
        return new NodeHealth(() -> new NodeView(name, "ready", 0, 0, "1", List.of(), List.of(), "", 0),
                seal, clock, nanos::get, metrics);
    }
}
