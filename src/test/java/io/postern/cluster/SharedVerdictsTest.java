package io.postern.cluster;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.postern.scan.Verdict;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SharedVerdictsTest {

    private static final Instant END = Instant.ofEpochSecond(1_000_000);

    @Test
    void verdictsComeOutAsTheyWentInAndNothingElseIsOne() {
        for (var verdict : List.of(Verdict.Clean.CLEAN, new Verdict.Defer("a"), new Verdict.Discard("b"),
                new Verdict.Quarantine("Eicar"), new Verdict.Reject("d"),
                new Verdict.Redirect("e", new Mailbox("spam@x", new Domain("example.com"))))) {
            var judged = new SharedVerdicts.Judged(verdict, END);
            var octets = judged.write().orElseThrow();
            assertEquals(Optional.of(judged), SharedVerdicts.Judged.read(octets, END));
            assertEquals(Optional.empty(), SharedVerdicts.Judged.read(Arrays.copyOf(octets, octets.length + 1), END));
            for (int length = 0; length < octets.length; length++) {
                assertEquals(Optional.empty(), SharedVerdicts.Judged.read(Arrays.copyOf(octets, length), END));
            }
        }
        assertEquals(Optional.empty(), SharedVerdicts.Judged.read(new byte[] {9, 0, 0}, END));
    }

    @Test
    void doubtsAndTagsAreNotShared() {
        assertEquals(Optional.empty(), new SharedVerdicts.Judged(new Verdict.Unsure("timeout"), END).write());
    }
}
