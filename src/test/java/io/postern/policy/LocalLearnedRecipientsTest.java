package io.postern.policy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LocalLearnedRecipientsTest {

    private static final Mailbox RECIPIENT = new Mailbox("r", new Domain("a.test"));
    private static final ReversePath ANN = ReversePath.of(new Mailbox("ann", new Domain("b.test")));
    private static final ReversePath BOB = ReversePath.of(new Mailbox("bob", new Domain("b.test")));

    private final AtomicLong nanos = new AtomicLong();
    private final LocalLearnedRecipients learned = new LocalLearnedRecipients(nanos::get);

    private LearnedRecipients.Memory recall(ReversePath from, String destination) {
        return learned.recall(from, RECIPIENT, destination);
    }

    @Test
    void aRefusalIsOfOneSenderAndOneDestination() {
        learned.refused(ANN, RECIPIENT, "x", Reply.of(550, "5.7.1", "we do not like ann"));
        assertInstanceOf(LearnedRecipients.Memory.Refused.class, recall(ANN, "x"));
        assertEquals(LearnedRecipients.UNKNOWN, recall(BOB, "x"));
        assertEquals(LearnedRecipients.UNKNOWN, recall(ANN, "y"));
    }

    @Test
    void anAddressThatDoesNotExistIsRefusedForAnySenderForTenMinutes() {
        learned.refused(ANN, RECIPIENT, "x", Reply.of(550, "5.1.1", "no such user"));
        assertInstanceOf(LearnedRecipients.Memory.Refused.class, recall(BOB, "x"));
        nanos.set(Duration.ofMinutes(11).toNanos());
        assertEquals(LearnedRecipients.UNKNOWN, recall(BOB, "x"));
        assertInstanceOf(LearnedRecipients.Memory.Refused.class, recall(ANN, "x"));
    }

    @Test
    void aRefusalIsForgottenAfterADay() {
        learned.refused(ANN, RECIPIENT, "x", Reply.of(550, "5.7.1", "no"));
        nanos.set(Duration.ofHours(25).toNanos());
        assertEquals(LearnedRecipients.UNKNOWN, recall(ANN, "x"));
    }

    @Test
    void aTransientRefusalOnlyMakesTheRecipientTravelAlone() {
        learned.refused(ANN, RECIPIENT, "x", Reply.of(450, "4.2.0", "later"));
        assertEquals(LearnedRecipients.ALONE, recall(ANN, "x"));
        learned.accepted(ANN, RECIPIENT, "x");
        assertEquals(LearnedRecipients.UNKNOWN, recall(ANN, "x"));
    }

    @Test
    void longWordsAreRememberedForFewerRecipients() {
        var words = "x".repeat(10_000);
        int remembered = 0;
        for (int i = 0; i < 6_000; i++) {
            learned.refused(ANN, mailbox(i), "x", Reply.of(550, "5.7.1", words));
        }
        for (int i = 0; i < 6_000; i++) {
            remembered += learned.recall(ANN, mailbox(i), "x") instanceof LearnedRecipients.Memory.Refused ? 1 : 0;
        }
        assertTrue(remembered > 2_000 && remembered < 2_500, "24 MiB are 2,400 of them, and not " + remembered);
    }

    private static Mailbox mailbox(int number) {
        return new Mailbox("r" + number, new Domain("a.test"));
    }

    @Test
    void whatIsSaidOfAnAddressIsKeptWithoutASenderAndNothingElseIs() {
        learned.refused(RECIPIENT, "x", Reply.of(550, "5.7.1", "we do not like you"));
        learned.refused(RECIPIENT, "x", Reply.of(450, "4.1.1", "who knows"));
        assertEquals(LearnedRecipients.UNKNOWN, recall(BOB, "x"));
        learned.refused(RECIPIENT, "x", Reply.of(550, "5.1.10", "null MX"));
        assertInstanceOf(LearnedRecipients.Memory.Refused.class, recall(BOB, "x"));
        nanos.set(Duration.ofMinutes(10).toNanos());
        assertEquals(LearnedRecipients.UNKNOWN, recall(ANN, "x"));
    }

    @Test
    void thatAnAddressExistsIsKnownForAnHourOrUntilItIsRefused() {
        learned.known(RECIPIENT, "x");
        nanos.set(Duration.ofMinutes(59).toNanos());
        assertEquals(LearnedRecipients.KNOWN, recall(BOB, "x"));
        nanos.set(Duration.ofMinutes(60).toNanos());
        assertEquals(LearnedRecipients.UNKNOWN, recall(BOB, "x"));
        learned.known(RECIPIENT, "x");
        learned.refused(RECIPIENT, "x", Reply.of(550, "5.1.1", "moved"));
        assertInstanceOf(LearnedRecipients.Memory.Refused.class, recall(BOB, "x"));
    }
}
