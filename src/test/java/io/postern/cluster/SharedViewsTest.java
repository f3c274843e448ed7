package io.postern.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

import io.postern.route.Candidate;
import io.postern.route.HopTrouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;

/** What nodes tell each other by topic, over real members. */
class SharedViewsTest {

    @TempDir
    static Path folder;

    private static LoopbackGrid grid;
    private static ClusterNode one;
    private static ClusterNode two;

    @BeforeAll
    static void join() throws IOException {
        grid = new LoopbackGrid(folder, 2);
        grid.join("one", "two");
        one = grid.node("one");
        two = grid.node("two");
    }

    @AfterAll
    static void leave() throws Exception {
        grid.close();
    }

    @Test
    void aHopInTroubleIsBadOnAllNodesUntilOneIsAnsweredOrAPersonSaysSo() {
        var hop = new Candidate("mx.test", new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 25), 10);
        fail(hop);
        eventually(() -> two.hops().isBad(hop.address()) && two.hops().report(hop.address()).by().equals("one"));
        one.hops().begin(hop);
        one.hops().succeeded(hop.address());
        eventually(() -> !two.hops().isBad(hop.address()));
        fail(hop);
        eventually(() -> two.hops().isBad(hop.address()));
        two.hops().reset(hop.address());
        eventually(() -> !one.hops().isBad(hop.address()));
    }

    private static void fail(Candidate hop) {
        one.hops().begin(hop);
        one.hops().failed(hop.address(), new HopTrouble("connect", "timeout", "", true));
    }
}
