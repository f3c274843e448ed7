package io.postern.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;

/** This node's memory of refused recipients: a day for one sender, ten minutes for any sender where no one exists. */
public final class LocalLearnedRecipients implements LearnedRecipients {

    private static final int MAX_ENTRIES = 100_000;
    private static final Duration OF_ONE_SENDER = Duration.ofDays(1);
    private static final Duration OF_ANY_SENDER = Duration.ofMinutes(10);

    /** Bad destination mailbox, and null MX: said of the address, whoever writes to it (RFC 3463 §3.2, RFC 7505 §4.2). */
    private static final Set<EnhancedStatus> OF_THE_ADDRESS =
            Set.of(new EnhancedStatus(5, 1, 1), new EnhancedStatus(5, 1, 10));

    private final Cache<SenderKey, Memory> ofOneSender;
    private final Cache<RecipientKey, Memory> ofAnySender;
    private volatile boolean everLearned;

    private record SenderKey(String from, Mailbox recipient, String destination) {
    }

    private record RecipientKey(Mailbox recipient, String destination) {
    }

    public LocalLearnedRecipients(Ticker ticker) {
        ofOneSender = cache(OF_ONE_SENDER, ticker);
        ofAnySender = cache(OF_ANY_SENDER, ticker);
    }

    private static <K> Cache<K, Memory> cache(Duration kept, Ticker ticker) {
        return Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(kept).ticker(ticker).build();
    }

    @Override
    public Memory recall(ReversePath from, Mailbox recipient, String destination) {
        var own = ofOneSender.getIfPresent(new SenderKey(from.toString(), recipient, destination));
        return own != null ? own : Optional.ofNullable(
                ofAnySender.getIfPresent(new RecipientKey(recipient, destination))).orElse(UNKNOWN);
    }

    @Override
    public void refused(ReversePath from, Mailbox recipient, String destination, Reply reply) {
        everLearned = true;
        var memory = reply.isPermanent() ? new Memory.Refused(reply) : ALONE;
        ofOneSender.put(new SenderKey(from.toString(), recipient, destination), memory);
        if (reply.isPermanent() && reply.status().filter(OF_THE_ADDRESS::contains).isPresent()) {
            ofAnySender.put(new RecipientKey(recipient, destination), memory);
        }
    }

    @Override
    public void accepted(ReversePath from, Mailbox recipient, String destination) {
        ofOneSender.invalidate(new SenderKey(from.toString(), recipient, destination));
    }

    @Override
    public boolean isEmpty() {
        return !everLearned;
    }
}
