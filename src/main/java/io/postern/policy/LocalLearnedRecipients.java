package io.postern.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;

/**
 * This node's memory of recipients: refusals are kept a day for one sender, ten minutes for any sender where no one exists;
 * that one exists, an hour.
 */
public final class LocalLearnedRecipients implements LearnedRecipients {

    /** Of each of the two memories, some fifty thousand recipients: strangers fill them, with words as long as they like. */
    private static final int MOST_OCTETS = 24 << 20;
    /** What an entry takes beside its texts. */
    private static final int ENTRY_OCTETS = 320;
    private static final Duration OF_ONE_SENDER = Duration.ofDays(1);
    private static final Duration OF_ANY_SENDER = Duration.ofMinutes(10);
    private static final Duration KNOWN_FOR = Duration.ofHours(1);

    /** Bad destination mailbox, and null MX: said of the address, whoever writes to it (RFC 3463 §3.2, RFC 7505 §4.2). */
    private static final Set<EnhancedStatus> OF_THE_ADDRESS =
            Set.of(new EnhancedStatus(5, 1, 1), new EnhancedStatus(5, 1, 10));

    private final Cache<SenderKey, Memory> ofOneSender;
    private final Cache<RecipientKey, Memory> ofAnySender;
    private volatile boolean everLearned;

    private record SenderKey(String from, Mailbox recipient, String destination) {

        int octets() {
            return from.length() + LocalLearnedRecipients.octets(recipient, destination);
        }
    }

    private record RecipientKey(Mailbox recipient, String destination) {

        int octets() {
            return LocalLearnedRecipients.octets(recipient, destination);
        }
    }

    public LocalLearnedRecipients(Ticker ticker) {
        ofOneSender = cache(ticker, SenderKey::octets, _ -> OF_ONE_SENDER);
        ofAnySender = cache(ticker, RecipientKey::octets,
                memory -> memory instanceof Memory.Known ? KNOWN_FOR : OF_ANY_SENDER);
    }

    private static <K> Cache<K, Memory> cache(Ticker ticker, ToIntFunction<K> octets, Function<Memory, Duration> kept) {
        return Caffeine.newBuilder().maximumWeight(MOST_OCTETS)
                .<K, Memory>weigher((key, memory) -> octets.applyAsInt(key) + octets(memory))
                .executor(Runnable::run).ticker(ticker)
                .expireAfter(Expiry.<K, Memory>writing((_, memory) -> kept.apply(memory))).build();
    }

    private static int octets(Mailbox recipient, String destination) {
        return ENTRY_OCTETS + recipient.localPart().length() + recipient.domain().written().length() + destination.length();
    }

    private static int octets(Memory memory) {
        return memory instanceof Memory.Refused(var reply) ? reply.text().length() : 0;
    }

    @Override
    public Memory recall(ReversePath from, Mailbox recipient, String destination) {
        var own = ofOneSender.getIfPresent(new SenderKey(from.toString(), recipient, destination));
        return own != null ? own : Optional.ofNullable(
                ofAnySender.getIfPresent(new RecipientKey(recipient, destination))).orElse(UNKNOWN);
    }

    @Override
    public void refused(ReversePath from, Mailbox recipient, String destination, Reply reply) {
        refused(from.toString(), recipient, destination, reply);
    }

    /** {@code from} as {@link ReversePath#toString} writes it. */
    public void refused(String from, Mailbox recipient, String destination, Reply reply) {
        everLearned = true;
        ofOneSender.put(new SenderKey(from, recipient, destination),
                reply.isPermanent() ? new Memory.Refused(reply) : ALONE);
        refused(recipient, destination, reply);
    }

    @Override
    public void refused(Mailbox recipient, String destination, Reply reply) {
        if (isAboutAddress(reply)) {
            everLearned = true;
            ofAnySender.put(new RecipientKey(recipient, destination), new Memory.Refused(reply));
        }
    }

    /** Whether it holds for any sender. */
    public static boolean isAboutAddress(Reply reply) {
        return reply.isPermanent() && reply.status().isPresent() && OF_THE_ADDRESS.contains(reply.status().get());
    }

    @Override
    public void known(Mailbox recipient, String destination) {
        everLearned = true;
        ofAnySender.put(new RecipientKey(recipient, destination), KNOWN);
    }

    @Override
    public void accepted(ReversePath from, Mailbox recipient, String destination) {
        forget(from.toString(), recipient, destination);
    }

    /** As {@link #accepted}; whether there was anything. */
    public boolean forget(String from, Mailbox recipient, String destination) {
        return ofOneSender.asMap().remove(new SenderKey(from, recipient, destination)) != null;
    }

    /** Whether the recipient is known to be taken. */
    public boolean isKnown(Mailbox recipient, String destination) {
        return KNOWN.equals(ofAnySender.getIfPresent(new RecipientKey(recipient, destination)));
    }

    @Override
    public boolean isEmpty() {
        return !everLearned;
    }
}
