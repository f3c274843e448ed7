package io.postern.receive;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.postern.message.Body;
import io.postern.message.BodyWriter;
import io.postern.message.TraceFields;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.postern.wire.DataScanner;
import io.postern.wire.NewlineNormaliser;
import io.vertx.core.Future;

/** Takes in one message after 354, octet for octet up to its terminator, and says at the end whether it may go on. */
final class DataIntake implements MessageIntake {

    private final Keeping keeping;
    private final ContentRules rules;
    private final DataScanner scanner = new DataScanner();
    private final NewlineNormaliser normaliser = new NewlineNormaliser(PooledByteBufAllocator.DEFAULT);
    private final Pace pace = new Pace();

    DataIntake(SessionSettings settings, BodyWriter writer) {
        this.keeping = new Keeping(writer);
        this.rules = new ContentRules(settings, false);
    }

    @Override
    public Future<Void> take(ByteBuf buffer) {
        int start = buffer.readerIndex();
        int length = scanner.scan(buffer);
        buffer.readerIndex(start + length);
        pace.came(length);
        if (keeping.isDiscarded()) {
            return Keeping.TAKEN;
        }
        rules.look(buffer, start, length, scanner);
        if (rules.isLost(scanner.contentOctets())) {
            keeping.discard();
            return Keeping.TAKEN;
        }
        return keep(buffer.retainedSlice(start, length));
    }

    private Future<Void> keep(ByteBuf slice) {
        if (rules.rejectsBareNewlines()) {
            return keeping.keep(slice);
        }
        var last = new Future<?>[] {Keeping.TAKEN};
        normaliser.normalise(slice, repaired -> last[0] = keeping.keep(repaired));
        return last[0].mapEmpty();
    }

    @Override
    public boolean isComplete() {
        return scanner.finished();
    }

    @Override
    public boolean isEndless() {
        return keeping.isDiscarded() && pace.isEndless(rules.limitOctets());
    }

    @Override
    public Pace pace() {
        return pace;
    }

    @Override
    public Optional<Reply> refusal() {
        return keeping.hasNoRoom()
                ? Optional.of(Replies.STORAGE_EXHAUSTED)
                : rules.refusal(scanner.contentOctets(), scanner);
    }

    @Override
    public Body body() {
        rules.received().end();
        return keeping.writer().finish(
                DataScanner.TERMINATOR_OCTETS, scanner.contentOctets() + normaliser.addedOctets(), scanner.eightBit());
    }

    @Override
    public TraceFields received() {
        return rules.received();
    }

    @Override
    public void discard() {
        keeping.discard();
    }
}
