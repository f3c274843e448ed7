package io.postern.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.policy.LearnedRecipients;
import io.postern.policy.LocalLearnedRecipients;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SharedRecipientsTest {

    private static final Mailbox GUESS = new Mailbox("guess", new Domain("next.test"));
    private static final ReversePath ANN = ReversePath.of(new Mailbox("ann", new Domain("client.test")));
    private static final Reply NOBODY = Reply.of(550, "5.1.1", "nobody here");
    private static final Reply NOT_YOU = Reply.of(550, "5.7.1", "not from you");

    private final AtomicLong nanos = new AtomicLong();
    private final SharedRecipients here = recipients();
    private final SharedRecipients there = recipients();
    private final List<byte[]> said = new ArrayList<>();

    @BeforeEach
    void listen() {
        here.begin(words -> said.add(octets(words)));
    }

    @Test
    void newsOfEveryKindComeOutAsTheyWentInAndCutOnesNotAtAll() throws IOException {
        for (var news : List.of(
                new RecipientNews.OfSender(GUESS, "a b", ANN.toString(), NOT_YOU),
                new RecipientNews.OfAddress(new Mailbox("\"ü x\"", Domain.parse("bücher.test").orElseThrow()), "a", NOBODY),
                new RecipientNews.Known(GUESS, ""), new RecipientNews.Accepted(GUESS, "a", ""))) {
            var octets = octets(news::write);
            assertEquals(news, RecipientNews.read(input(octets)));
            for (int length = 0; length < octets.length; length++) {
                var cut = Arrays.copyOf(octets, length);
                assertThrows(IOException.class, () -> RecipientNews.read(input(cut)));
            }
        }
    }

    @Test
    void theFirstIsToldAtOnceAndWhatFollowsTogether() throws IOException {
        here.refused(GUESS, "a", NOBODY);
        assertEquals(1, said.size());
        for (int i = 0; i < 150; i++) {
            here.refused(new Mailbox("guess" + i, new Domain("next.test")), "a", NOBODY);
        }
        assertEquals(1, said.size());
        here.beat();
        assertEquals(2, said.size());
        here.beat();
        assertEquals(2, said.size());
        thereHearsAll();
        assertInstanceOf(LearnedRecipients.Memory.Refused.class, there.recall(ANN, GUESS, "a"));
        assertInstanceOf(LearnedRecipients.Memory.Refused.class,
                there.recall(ANN, new Mailbox("guess149", new Domain("next.test")), "a"));
        assertEquals(LearnedRecipients.UNKNOWN, there.recall(ANN, GUESS, "b"));
    }

    @Test
    void whatIsHeardIsNotToldAgain() throws IOException {
        here.refused(GUESS, "a", NOBODY);
        var repeated = new ArrayList<Gossip.Words>();
        there.begin(repeated::add);
        thereHearsAll();
        there.beat();
        assertEquals(List.of(), repeated);
    }

    @Test
    void whatOneSenderHeardIsNoOneElses() throws IOException {
        here.refused(ANN, GUESS, "a", NOT_YOU);
        thereHearsAll();
        assertInstanceOf(LearnedRecipients.Memory.Refused.class, there.recall(ANN, GUESS, "a"));
        assertEquals(LearnedRecipients.UNKNOWN, there.recall(ReversePath.NULL, GUESS, "a"));
    }

    @Test
    void aRecipientRefusedForNowTravelsAloneOnAllNodesUntilItIsTaken() throws IOException {
        here.refused(ANN, GUESS, "a", Reply.of(450, "4.2.1", "busy"));
        thereHearsAll();
        assertEquals(LearnedRecipients.ALONE, there.recall(ANN, GUESS, "a"));
        said.clear();
        nanos.addAndGet(2_000_000_000);
        here.accepted(ANN, GUESS, "a");
        here.accepted(ANN, GUESS, "a");
        assertEquals(1, said.size(), "the second time there was nothing to end");
        thereHearsAll();
        assertEquals(LearnedRecipients.UNKNOWN, there.recall(ANN, GUESS, "a"));
    }

    @Test
    void thatARecipientIsKnownIsToldOnce() throws IOException {
        here.known(GUESS, "a");
        nanos.addAndGet(2_000_000_000);
        here.known(GUESS, "a");
        assertEquals(1, said.size());
        thereHearsAll();
        assertEquals(LearnedRecipients.KNOWN, there.recall(ANN, GUESS, "a"));
    }

    @Test
    void anAttackFillsNoMemoryWithWhatWaitsToBeTold() throws IOException {
        for (int i = 0; i < 20_000; i++) {
            here.refused(new Mailbox("guess" + i, new Domain("next.test")), "a", NOBODY);
        }
        here.beat();
        int told = 0;
        for (var octets : said) {
            told += input(octets).readUnsignedShort();
        }
        assertEquals(5_001, told);
    }

    private SharedRecipients recipients() {
        return new SharedRecipients(new LocalLearnedRecipients(nanos::get), nanos::get);
    }

    private void thereHearsAll() throws IOException {
        for (var octets : said) {
            there.hear("here", input(octets));
        }
    }

    private static byte[] octets(Gossip.Words words) {
        var octets = new ByteArrayOutputStream();
        try {
            words.into(new DataOutputStream(octets));
        } catch (IOException never) {
            throw new AssertionError(never);
        }
        return octets.toByteArray();
    }

    private static DataInputStream input(byte[] octets) {
        return new DataInputStream(new ByteArrayInputStream(octets));
    }
}
