package io.postern.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.postern.policy.LearnedRecipients;
import io.postern.policy.LocalLearnedRecipients;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;

/**
 * Makes one node's knowledge of recipients that of all: what is learned here is told, what others tell goes into this node's
 * own memory, so that to answer an RCPT never asks the grid. What was said to one sender is kept for that sender on all
 * nodes.
 *
 * <p>Told by topic, not kept in a map: a map would have to be asked for each recipient that is not refused, that is for
 * nearly all. The price is that each refusal goes to each node once, and that a node that starts knows none.
 */
final class SharedRecipients implements LearnedRecipients, Gossip.Subject {

    static final String TOPIC = "postern-recipients-1";

    private final LocalLearnedRecipients local;
    private final LongSupplier nanoClock;
    private volatile Outbox<RecipientNews> outbox;

    SharedRecipients(LocalLearnedRecipients local, LongSupplier nanoClock) {
        this.local = local;
        this.nanoClock = nanoClock;
        this.outbox = new Outbox<>(nanoClock, _ -> { });
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public String operation() {
        return "recipient-view";
    }

    @Override
    public void begin(Consumer<Gossip.Words> tell) {
        outbox = new Outbox<>(nanoClock, news -> tell.accept(words(news)));
    }

    private static Gossip.Words words(List<RecipientNews> news) {
        return out -> {
            out.writeShort(news.size());
            for (var each : news) {
                each.write(out);
            }
        };
    }

    @Override
    public void beat() {
        outbox.beat();
    }

    @Override
    public void hear(String node, DataInputStream said) throws IOException {
        for (int left = said.readUnsignedShort(); left > 0; left--) {
            switch (RecipientNews.read(said)) {
                case RecipientNews.OfSender(var recipient, var destination, var from, var reply) ->
                        local.refused(from, recipient, destination, reply);
                case RecipientNews.OfAddress(var recipient, var destination, var reply) ->
                        local.refused(recipient, destination, reply);
                case RecipientNews.Known(var recipient, var destination) -> local.known(recipient, destination);
                case RecipientNews.Accepted(var recipient, var destination, var from) ->
                        local.forget(from, recipient, destination);
            }
        }
    }

    @Override
    public Memory recall(ReversePath from, Mailbox recipient, String destination) {
        return local.recall(from, recipient, destination);
    }

    @Override
    public void refused(ReversePath from, Mailbox recipient, String destination, Reply reply) {
        local.refused(from, recipient, destination, reply);
        outbox.add(new RecipientNews.OfSender(recipient, destination, from.toString(), reply));
    }

    @Override
    public void refused(Mailbox recipient, String destination, Reply reply) {
        if (LocalLearnedRecipients.isAboutAddress(reply)) {
            local.refused(recipient, destination, reply);
            outbox.add(new RecipientNews.OfAddress(recipient, destination, reply));
        }
    }

    @Override
    public void known(Mailbox recipient, String destination) {
        if (!local.isKnown(recipient, destination)) {
            outbox.add(new RecipientNews.Known(recipient, destination));
        }
        local.known(recipient, destination);
    }

    /** Mostly there was nothing, and then there is nothing to tell. */
    @Override
    public void accepted(ReversePath from, Mailbox recipient, String destination) {
        if (local.forget(from.toString(), recipient, destination)) {
            outbox.add(new RecipientNews.Accepted(recipient, destination, from.toString()));
        }
    }

    @Override
    public boolean isEmpty() {
        return local.isEmpty();
    }
}
