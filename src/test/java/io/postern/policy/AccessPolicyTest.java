package io.postern.policy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.postern.smtp.Domain;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.world.DnsWorld.Fault;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AccessPolicyTest {

    private static final String GOOD = "198.51.100.1";
    private static final String LISTED = "198.51.100.2";
    private static final String NAMED_AND_LISTED = "198.51.100.3";
    private static final String LIST = "dns-lists: [{zone: black.test}]";

    private final PolicyWorld world = new PolicyWorld("""
            test. SOA ns.test. root.test. 1 3600 600 86400 60
            in-addr.arpa. SOA ns.test. root.test. 1 3600 600 86400 60
            2.100.51.198.black.test. A 127.0.0.2
            2.100.51.198.grey.test. A 127.0.0.10
            2.100.51.198.white.test. A 127.0.0.5
            3.100.51.198.black.test. A 127.0.0.2
            4.100.51.198.black.test. A 127.255.255.254
            5.100.51.198.black.test. A 203.0.113.9
            6.100.51.198.black.test. A 127.0.0.2
            6.100.51.198.black.test. A 127.255.255.252
            7.100.51.198.black.test. A 127.0.0.2
            7.100.51.198.black.test. A 127.0.0.11
            1.0.0.127.black.test. A 127.0.0.2
            1.0.0.10.black.test. A 127.0.0.2
            2%s.8.b.d.0.1.0.0.2.black.test. A 127.0.0.2
            3.100.51.198.in-addr.arpa. PTR mail.friend.test.
            mail.friend.test. A 198.51.100.3
            """.formatted(".0".repeat(23)));

    @AfterEach
    void close() {
        world.close();
    }

    /** The cause of the refusal at the first recipient, {@code allowed}, or {@code door:} and the cause. */
    private String verdict(AccessPolicy policy, String client, String from, String to) {
        return switch (world.onLoop(() -> policy.arrived(InetAddress.ofLiteral(client)))) {
            case ClientCheck.Refused(var refusal) -> "door:" + refusal.cause();
            case ClientCheck.Admitted admitted -> word(decision(policy, admitted, from, to));
        };
    }

    private Decision decision(AccessPolicy policy, ClientCheck.Admitted client, String from, String to) {
        var sender = from.isEmpty() ? ReversePath.NULL : ReversePath.of(mailbox(from));
        var recipient = to.isEmpty() ? new ForwardPath.Postmaster() : new ForwardPath.To(mailbox(to));
        return world.await(() -> policy.recipient(client, sender, recipient));
    }

    private String verdict(AccessPolicy policy, String client) {
        return verdict(policy, client, "ann@sender.test", "bob@next.test");
    }

    private static String word(Decision decision) {
        return decision instanceof Decision.Refuse refusal ? refusal.cause() : "allowed";
    }

    private static Mailbox mailbox(String text) {
        int at = text.lastIndexOf('@');
        return new Mailbox(text.substring(0, at), new Domain(text.substring(at + 1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // by address
        "block-clients: [198.51.100.0/24]                                        | 198.51.100.1 | door:client-blocked",
        "block-clients: [198.51.100.0/24]                                        | 198.51.99.1  | allowed",
        "block-clients: [198.51.100.0/24], allow-clients: [198.51.100.1]         | 198.51.100.1 | allowed",
        "block-clients: [198.51.100.0/24], relay-from: [198.51.100.1]            | 198.51.100.1 | door:client-blocked",
        // by name
        "block-clients: [mail.friend.test]                                       | 198.51.100.3 | client-blocked",
        "block-clients: [.friend.test]                                           | 198.51.100.3 | client-blocked",
        "block-clients: [.friend.test]                                           | 198.51.100.1 | allowed",
        "block-clients: [.friend.test], allow-clients: [mail.friend.test]        | 198.51.100.3 | allowed",
        "block-clients: [198.51.100.0/24], allow-clients: [mail.friend.test]     | 198.51.100.3 | allowed",
        "block-clients: [198.51.100.0/24], allow-clients: [mail.friend.test]     | 198.51.100.1 | client-blocked",
        "block-clients: [.friend.test], reverse-dns-except: [198.51.100.3]       | 198.51.100.3 | allowed",
        // by DNS list
        "dns-lists: [{zone: black.test}]                                         | 198.51.100.2 | dns-list",
        "dns-lists: [{zone: black.test}]                                         | 2001:db8::2  | dns-list",
        "dns-lists: [{zone: black.test}]                                         | 198.51.100.1 | allowed",
        "dns-lists: [{zone: black.test}], allow-clients: [mail.friend.test]      | 198.51.100.3 | allowed",
        "dns-lists: [{zone: black.test}], allow-clients: [198.51.100.2]          | 198.51.100.2 | allowed",
        "dns-lists: [{zone: black.test}], relay-from: [198.51.100.2]             | 198.51.100.2 | allowed",
        "dns-lists: [{zone: black.test}], dns-lists-except: [198.51.100.2]       | 198.51.100.2 | allowed",
        "dns-lists: [{zone: black.test}]                                         | 127.0.0.1    | allowed",
        "dns-lists: [{zone: black.test}]                                         | 10.0.0.1     | allowed",
        "dns-lists: [{zone: black.test}]                                         | 198.51.100.4 | allowed",
        "dns-lists: [{zone: black.test}]                                         | 198.51.100.5 | allowed",
        "dns-lists: [{zone: black.test}]                                         | 198.51.100.6 | allowed",
        "dns-lists: [{zone: black.test, codes: [127.0.0.3]}]                     | 198.51.100.2 | allowed",
        "dns-lists: [{zone: black.test, codes: [127.0.0.8/29]}]                  | 198.51.100.7 | dns-list",
        "dns-lists: [{zone: black.test, codes: [127.255.255.0/24]}]              | 198.51.100.4 | allowed",
        "dns-lists: [{zone: black.test, weight: 2}, {zone: empty.test}], dns-list-threshold: 3 | 198.51.100.2 | allowed",
        "dns-lists: [{zone: black.test, weight: 2}, {zone: grey.test}], dns-list-threshold: 3 | 198.51.100.2 | dns-list",
        "dns-lists: [{zone: black.test}, {zone: white.test, weight: -1}]         | 198.51.100.2 | allowed",
        "dns-lists: [{zone: black.test}, {zone: white.test, weight: -1}]         | 198.51.100.3 | dns-list"})
    void clients(String access, String client, String expected) {
        assertEquals(expected, verdict(world.policy(access), client));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "block-senders: [sender.test]                              | ann@sender.test  | bob@next.test    | sender-blocked",
        "block-senders: [sender.test]                              | ann@other.test   | bob@next.test    | allowed",
        "block-senders: [sender.test]                              | ''               | bob@next.test    | allowed",
        "block-senders: [sender.test]                              | ann@sender.test  | ''               | allowed",
        "block-senders: [sender.test]                              | ann@sender.test  | PostMaster@next.test | allowed",
        "'block-senders: [sender.test], allow-clients: [198.51.100.2]' | ann@sender.test | bob@next.test | sender-blocked",
        "block-recipients: [bob@next.test]                         | ann@sender.test  | BOB@next.test    | recipient-blocked",
        "block-recipients: [bob@next.test]                         | ann@sender.test  | ann@next.test    | allowed",
        "block-recipients: [next.test]                             | ann@sender.test  | postmaster@next.test | recipient-blocked",
        "block-recipients: [next.test]                             | ann@sender.test  | ''               | allowed",
        "'dns-lists: [{zone: black.test}], block-senders: [sender.test]' | ann@sender.test | bob@next.test | dns-list",
        "dns-lists: [{zone: black.test}]                           | ann@sender.test  | postmaster@next.test | allowed",
        "dns-lists: [{zone: black.test}]                           | ''               | bob@next.test    | dns-list"})
    void envelopes(String access, String from, String to, String expected) {
        assertEquals(expected, verdict(world.policy(access), LISTED, from, to));
    }

    @Test
    void refusalNamesClientAndTheWeightiestList() {
        var policy = world.policy("dns-lists: [{zone: grey.test}, {zone: black.test, weight: 3}]");
        var client = admitted(policy, LISTED);
        var refusal = assertInstanceOf(Decision.Refuse.class, decision(policy, client, "", "bob@next.test"));
        assertEquals("554 5.7.1 Client host [198.51.100.2] blocked using black.test", refusal.reply().toString());
        assertEquals(Decision.Then.STAY, refusal.then());
    }

    private ClientCheck.Admitted admitted(AccessPolicy policy, String client) {
        return assertInstanceOf(ClientCheck.Admitted.class, world.onLoop(() -> policy.arrived(InetAddress.ofLiteral(client))));
    }

    /** I7: what fails or is late is no listing. */
    @ParameterizedTest
    @EnumSource(names = {"SERVFAIL", "REFUSED", "DROP", "GARBAGE"})
    void listThatFailsListsNobody(Fault fault) {
        world.impatient();
        world.dns.fault("2.100.51.198.black.test", fault);
        assertEquals("allowed", verdict(world.policy(LIST), LISTED));
        assertCounted("black.test", "unavailable");
    }

    @Test
    void listThatIsLateListsNobodyAndTheOthersCount() {
        world.dns.hold("2.100.51.198.black.test");
        var policy = world.policy("dns-lists: [{zone: black.test}], dns-list-timeout: 200ms");
        assertEquals("allowed", verdict(policy, LISTED));
        assertCounted("black.test", "late");
        var both = world.policy("dns-lists: [{zone: black.test}, {zone: grey.test}], dns-list-timeout: 1s");
        assertEquals("dns-list", verdict(both, LISTED));
    }

    @Test
    void listThatRefusesUsOrAnswersNonsenseIsAnAlertOnce() {
        var policy = world.policy(LIST);
        for (int i = 0; i < 3; i++) {
            verdict(policy, "198.51.100.4");
        }
        assertCounted("black.test", "refused");
        assertTrue(world.metrics.scrape().contains("postern_alerts_total{kind=\"dns-list-useless\"} 1.0"));
        verdict(policy, "198.51.100.5");
        assertCounted("black.test", "babble");
    }

    private void assertCounted(String list, String result) {
        var line = "postern_dns_lists_total{list=\"" + list + "\",result=\"" + result + "\"}";
        assertTrue(world.metrics.scrape().contains(line), line);
    }

    /** I7: a name that we could not learn might have made the client welcome. */
    @Test
    void refusalIsForNowWhileANameMightAllow() {
        world.dns.fault("2.100.51.198.in-addr.arpa", Fault.SERVFAIL);
        assertEquals("client-unnamed", verdict(world.policy(LIST + ", allow-clients: [.friend.test]"), LISTED));
        assertEquals("dns-list", verdict(world.policy(LIST + ", block-clients: [.friend.test]"), LISTED));
        assertEquals("allowed", verdict(world.policy("allow-clients: [.friend.test]"), LISTED));
    }

    @Test
    void slowNameIsAwaitedForABoundedTimeAndOnlyWhereAListNeedsIt() {
        var held = world.dns.hold("3.100.51.198.in-addr.arpa");
        var carefree = world.policy("block-senders: [nobody.test]");
        var client = admitted(carefree, NAMED_AND_LISTED);
        assertTrue(carefree.recipient(client, ReversePath.NULL, new ForwardPath.To(mailbox("bob@next.test"))).isComplete());
        assertEquals(Optional.empty(), client.name());
        assertEquals("allowed", verdict(world.policy("block-clients: [.friend.test]"), NAMED_AND_LISTED));
        held.countDown();
        assertEquals("client-blocked", verdict(world.policy("block-clients: [.friend.test]"), NAMED_AND_LISTED));
        assertEquals(Optional.of("mail.friend.test"), client.name(), "it came in time for the trace");
    }

    @Test
    void decisionIsMadeOnceASession() {
        var policy = world.policy(LIST);
        var client = admitted(policy, LISTED);
        assertSame(decision(policy, client, "", "bob@next.test"), decision(policy, client, "", "ann@next.test"));
        assertEquals(1, world.dns.asked("udp A 2.100.51.198.black.test"));
        verdict(policy, LISTED);
        assertEquals(1, world.dns.asked("udp A 2.100.51.198.black.test"), "the next session has the answer still");
    }

    @Test
    void whereThereIsNothingToAskNothingIsMade() {
        var off = world.policy("reverse-dns: false");
        assertSame(OpenClient.OPEN, admitted(off, GOOD));
        assertSame(OpenClient.OPEN, admitted(world.policy(""), "127.0.0.1"));
        var asked = off.recipient(OpenClient.OPEN, ReversePath.NULL, new ForwardPath.Postmaster());
        assertSame(OpenClient.ALLOWED, asked);
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.1, 3000", "198.51.100.2, 0", "198.51.100.3, 0"})
    void pauseIsForThoseOnNoList(String client, long millis) {
        var policy = world.policy("greeting-pause: 3s, allow-clients: [198.51.100.2], relay-from: [198.51.100.3]");
        assertEquals(millis, admitted(policy, client).pause().toMillis());
    }

    @Test
    void whatAnotherNodeAskedIsNotAskedAgain() {
        var told = new HashMap<String, DnsListCache.Codes>();
        world.sharing(cache(told));
        assertEquals("dns-list", verdict(world.policy(LIST), LISTED));
        var codes = told.get("2.100.51.198.black.test").codes();
        assertEquals(List.of(InetAddress.ofLiteral("127.0.0.2")), codes);
        told.put("1.100.51.198.black.test", new DnsListCache.Codes(codes, Instant.now().plusSeconds(100)));
        assertEquals("dns-list", verdict(world.policy(LIST), GOOD));
        assertEquals(0, world.dns.asked("udp A 1.100.51.198.black.test"));
        world.dns.fault("3.100.51.198.black.test", Fault.SERVFAIL);
        verdict(world.policy(LIST), NAMED_AND_LISTED);
        assertFalse(told.containsKey("3.100.51.198.black.test"), "failures are not shared");
    }

    private static DnsListCache cache(Map<String, DnsListCache.Codes> told) {
        return new DnsListCache() {
            @Override
            public Future<Optional<Codes>> get(String question) {
                return Future.succeededFuture(Optional.ofNullable(told.get(question)));
            }

            @Override
            public void put(String question, Codes codes) {
                told.put(question, codes);
            }
        };
    }
}
