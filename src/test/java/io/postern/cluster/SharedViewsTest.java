package io.postern.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.postern.policy.DnsListCache;
import io.postern.policy.LearnedRecipients;
import io.postern.route.Candidate;
import io.postern.route.HopTrouble;
import io.postern.scan.Verdict;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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

    @Test
    void anUnknownMailboxIsRefusedOnAllNodesAndARefusalOfOneSenderToThatSenderOnly() {
        var guess = new Mailbox("guess", new Domain("next.test"));
        var ann = ReversePath.of(new Mailbox("ann", new Domain("client.test")));
        one.recipients().refused(guess, "next", Reply.of(550, "5.1.1", "nobody here"));
        eventually(() -> two.recipients().recall(ReversePath.NULL, guess, "next") instanceof LearnedRecipients.Memory.Refused(var reply)
                && reply.equals(Reply.of(550, "5.1.1", "nobody here")));
        var bad = new Mailbox("bad", new Domain("next.test"));
        one.recipients().refused(ann, bad, "next", Reply.of(550, "5.7.1", "not from you"));
        eventually(() -> two.recipients().recall(ann, bad, "next") instanceof LearnedRecipients.Memory.Refused);
        assertEquals(LearnedRecipients.UNKNOWN, two.recipients().recall(ReversePath.NULL, bad, "next"));
        one.recipients().accepted(ann, bad, "next");
        eventually(() -> two.recipients().recall(ann, bad, "next").equals(LearnedRecipients.UNKNOWN));
    }

    @Test
    void sinceWhenSomethingIsSoIsReadOnTheOtherNode() {
        var since = Instant.ofEpochMilli(1_234_567_890_123L);
        eventually(() -> {
            one.greylist().put("triplet", since, Duration.ofDays(1));
            return two.greylist().get("triplet").toCompletionStage().toCompletableFuture().join().equals(Optional.of(since));
        });
    }

    @Test
    void aHandshakeThatFailedIsNotTriedByTheOtherNode() {
        var hop = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 25);
        one.brokenTls().broke(hop);
        eventually(() -> two.brokenTls().isBroken(hop));
        assertFalse(two.brokenTls().isBroken(new InetSocketAddress(hop.getAddress(), 26)));
    }

    @Test
    void whatADnsListSaidIsNotAskedForAgain() {
        var ends = Instant.ofEpochMilli(System.currentTimeMillis() + 300_000);
        for (var codes : List.of(new DnsListCache.Codes(List.of(InetAddress.ofLiteral("127.0.0.2")), ends),
                new DnsListCache.Codes(List.of(), ends))) {
            var question = codes.codes().size() + ".2.0.192.black.test";
            eventually(() -> {
                one.dnsLists().put(question, codes);
                return two.dnsLists().get(question).toCompletionStage().toCompletableFuture().join().equals(Optional.of(codes));
            });
        }
    }

    @Test
    void aVerdictOfOneNodeIsBelievedByTheOther() {
        eventually(() -> {
            one.verdicts().put("digest", new Verdict.Quarantine("Eicar"), Duration.ofMinutes(5));
            return two.verdicts().get("digest").toCompletionStage().toCompletableFuture().join()
                    .equals(Optional.of(new Verdict.Quarantine("Eicar")));
        });
    }

    private static void fail(Candidate hop) {
        one.hops().begin(hop);
        one.hops().failed(hop.address(), new HopTrouble("connect", "timeout", "", true));
    }
}
