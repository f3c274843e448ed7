package io.postern.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.postern.relay.Lack;
import io.postern.relay.Outcome;
import io.postern.relay.Phase;
import io.postern.route.Candidate;
import io.postern.route.RouteFailure;
import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the client hears, row by row. */
class FailurePolicyTest {

    private static final Candidate HOP =
            new Candidate("hop.test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 25), 10);

    static Stream<Arguments> outcomes() {
        return Stream.of(
                row("accepted", new Outcome.Accepted(HOP, Reply.of(250, "2.0.0", "ok")), "250 2.0.0 Accepted as id1"),
                row("greeting refused", refused(Phase.GREETING, 554, "no"), "451 4.4.1"),
                row("greeting 4xx", refused(Phase.GREETING, 421, "busy"), "451 4.4.1"),
                row("EHLO and HELO refused", refused(Phase.EHLO, 502, "no"), "451 4.5.0"),
                row("TLS refused", refused(Phase.TLS, 454, "no"), "451 4.4.1"),
                row("MAIL 4xx", refused(Phase.MAIL, 450, "later"), "451 4.0.0 hop.test said: later"),
                row("MAIL 421", refused(Phase.MAIL, 421, "closing"), "451 4.0.0 hop.test said: closing"),
                row("MAIL 5xx", refused(Phase.MAIL, 550, "sender"), "550 5.0.0 hop.test said: sender"),
                row("MAIL 5xx about us", refused(Phase.MAIL, 530, "auth"), "451 4.5.0"),
                row("RCPT 5xx about us", refused(Phase.RCPT, 503, "order"), "451 4.5.0"),
                row("DATA 4xx", refused(Phase.DATA, 452, "full"), "451 4.0.0 hop.test said: full"),
                row("DATA 5xx", refused(Phase.DATA, 554, "no"), "554 5.0.0 hop.test said: no"),
                row("dot 4xx", refused(Phase.DOT, 452, "full"), "452 4.0.0 hop.test said: full"),
                row("dot 421", refused(Phase.DOT, 421, "bye"), "451 4.0.0 hop.test said: bye"),
                row("dot 5xx", refused(Phase.DOT, 554, "spam"), "554 5.0.0 hop.test said: spam"),
                row("dot 5xx about us", refused(Phase.DOT, 501, "?"), "451 4.5.0"),
                row("all recipients refused", recipients(0, 550, 554), "550 5.0.0 hop.test said: r0"),
                row("all refused, one for now", recipients(0, 550, 450), "450 4.0.0 hop.test said: r1"),
                row("all refused, about us", recipients(0, 501), "451 4.5.0"),
                row("some recipients refused", recipients(1, 550), "451 4.1.1"),
                row("not connected", new Outcome.Lost(Optional.of(HOP), Phase.CONNECT, "refused", false), "451 4.4.1"),
                row("lost in the body", new Outcome.Lost(Optional.of(HOP), Phase.BODY, "closed", false), "451 4.4.1"),
                row("our own file unreadable", new Outcome.Lost(Optional.empty(), Phase.BODY, "io", false), "452 4.3.1"),
                row("lost after the dot", new Outcome.Lost(Optional.of(HOP), Phase.DOT, "timeout", true), "451 4.4.2"),
                row("babble", new Outcome.Babble(HOP, Phase.MAIL, "?", false), "451 4.5.0"),
                row("babble after the dot", new Outcome.Babble(HOP, Phase.DOT, "?", true), "451 4.5.0"),
                row("lacks size", new Outcome.Lacks(HOP, Lack.SIZE), "552 5.3.4"),
                row("lacks 8-bit", new Outcome.Lacks(HOP, Lack.EIGHT_BIT), "550 5.6.3"),
                row("lacks UTF-8", new Outcome.Lacks(HOP, Lack.UTF8_ADDRESSES), "550 5.6.7"),
                row("budget spent", new Outcome.BudgetSpent(Phase.CONNECT), "451 4.4.7"));
    }

    private static Arguments row(String name, Outcome outcome, String heard) {
        return Arguments.of(name, outcome, heard);
    }

    private static Outcome refused(Phase phase, int code, String words) {
        return new Outcome.Refused(HOP, phase, Reply.of(code, words));
    }

    private static Outcome recipients(int accepted, int... codes) {
        Map<Mailbox, Reply> refused = new LinkedHashMap<>();
        for (int i = 0; i < codes.length; i++) {
            refused.put(new Mailbox("r" + i, new Domain("a.test")), Reply.of(codes[i], "r" + i));
        }
        return new Outcome.RecipientsRefused(HOP, refused, accepted);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outcomes")
    void theClientHears(String name, Outcome outcome, String heard) {
        var reply = FailurePolicy.outcome(outcome, "id1", false).toString();
        assertTrue(reply.startsWith(heard), reply);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outcomes")
    void aSoftBounceIsNever5xx(String name, Outcome outcome, String heard) {
        var reply = FailurePolicy.outcome(outcome, "id1", true);
        assertFalse(reply.isPermanent(), reply.toString());
        assertFalse(reply.status().filter(status -> status.statusClass() == 5).isPresent(), reply.toString());
    }

    @ParameterizedTest
    @EnumSource(value = RouteFailure.class, names = {"DNS_UNAVAILABLE", "MISCONFIGURED"})
    void ourOwnAndTheNameServersTroubleIs4xx(RouteFailure failure) {
        assertTrue(FailurePolicy.routing(failure).isTransient());
    }

    @Test
    void theNullMxIsRefusedWithItsOwnCode() {
        assertEquals(556, FailurePolicy.routing(RouteFailure.NULL_MX).code());
    }

    private static List<String> prdr(Outcome outcome, boolean softBounce) {
        var parameters = new MailParameters(OptionalLong.empty(), Optional.empty(), false, Optional.empty(), Optional.empty(), true);
        var recipients = List.of(mailbox(0), mailbox(1), mailbox(2));
        var answer = FailurePolicy.answer(
                outcome, new Envelope("id1", ReversePath.NULL, recipients, parameters), softBounce);
        var all = new ArrayList<>(answer.perRecipient());
        all.add(answer.reply());
        return all.stream().map(reply -> reply.code() + " " + reply.status().orElseThrow()).toList();
    }

    private static Mailbox mailbox(int i) {
        return new Mailbox("r" + i, new Domain("a.test"));
    }

    @Test
    void withPrdrEachRecipientHearsItsOwnAndTheLastReplyIsPositiveIfAnybodyGotIt() {
        var refused = Map.of(mailbox(1), Reply.of(550, "5.1.1", "no"), mailbox(2), Reply.of(503, "5.5.1", "order"));
        var accepted = new Outcome.Accepted(HOP, Reply.of(250, "2.0.0", "ok"), refused);
        assertEquals(List.of("250 2.0.0", "550 5.1.1", "451 4.5.0", "250 2.0.0"), prdr(accepted, false));
        assertEquals(List.of("250 2.0.0", "450 4.1.1", "451 4.5.0", "250 2.0.0"), prdr(accepted, true));
    }

    @Test
    void withPrdrAndNobodyServedTheLastReplyIsPermanentOnlyIfAllAre() {
        assertEquals(List.of("550 5.0.0", "450 4.0.0", "554 5.0.0", "450 4.0.0"), prdr(recipients(0, 550, 450, 554), false));
        assertEquals(List.of("550 5.0.0", "553 5.0.0", "554 5.0.0", "550 5.0.0"), prdr(recipients(0, 550, 553, 554), false));
    }

    @Test
    void withPrdrWhatHappenedToTheMessageHappenedToAll() {
        assertEquals(Collections.nCopies(4, "451 4.4.2"),
                prdr(new Outcome.Lost(Optional.of(HOP), Phase.DOT, "closed", true), false));
    }
}
