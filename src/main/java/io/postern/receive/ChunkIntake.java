package io.postern.receive;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.postern.message.Body;
import io.postern.message.BodyTraits;
import io.postern.message.BodyWriter;
import io.postern.message.TraceFields;
import io.postern.smtp.Command;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.postern.wire.ChunkScanner;
import io.postern.wire.ContentNormaliser;
import io.vertx.core.Future;

/**
 * Takes in one message as content, chunk by chunk (RFC 3030 §2). A chunk is read to its end whatever becomes of the
 * message; from the moment it is lost nothing is kept.
 */
final class ChunkIntake implements MessageIntake {

    private final boolean binary;
    private final Keeping keeping;
    private final ContentRules rules;
    private final Optional<ContentNormaliser> normaliser;
    private final ChunkScanner scanner = new ChunkScanner();
    private final Pace pace = new Pace();
    private long chunkOctets;
    private long chunkLeft;
    private boolean last;
    private boolean tooLarge;

    /** {@code binary}: BODY=BINARYMIME was said, so that any octet is content and nothing is repaired. */
    ChunkIntake(SessionSettings settings, BodyWriter writer, boolean binary) {
        this.binary = binary;
        this.keeping = new Keeping(writer);
        this.rules = new ContentRules(settings, binary);
        this.normaliser = binary || rules.rejectsBareNewlines()
                ? Optional.empty() : Optional.of(new ContentNormaliser(PooledByteBufAllocator.DEFAULT));
    }

    /** The next chunk is about to come; one that makes the message too large is known before its first octet. */
    void begin(Command.Bdat chunk) {
        chunkOctets = chunk.octets();
        chunkLeft = chunkOctets;
        last = chunk.last();
        if (pace.octets() + chunkLeft > rules.limitOctets()) {
            tooLarge = true;
            discard();
        }
    }

    @Override
    public Future<Void> take(ByteBuf buffer) {
        int length = (int) Math.min(chunkLeft, buffer.readableBytes());
        int start = buffer.readerIndex();
        buffer.readerIndex(start + length);
        chunkLeft -= length;
        pace.came(length);
        if (keeping.isDiscarded() || length == 0) {
            return Keeping.TAKEN;
        }
        var slice = buffer.retainedSlice(start, length);
        return keep(normaliser.isPresent() ? normaliser.get().normalise(slice) : slice);
    }

    private Future<Void> keep(ByteBuf octets) {
        scanner.scan(octets);
        rules.look(octets, octets.readerIndex(), octets.readableBytes(), scanner);
        if (rules.isLost(scanner.octets())) {
            octets.release();
            discard();
            return Keeping.TAKEN;
        }
        return keeping.keep(octets);
    }

    /** After the last chunk: what repairs have held back. */
    Future<Void> end() {
        var held = keeping.isDiscarded() ? Optional.<ByteBuf>empty() : normaliser.flatMap(ContentNormaliser::end);
        return held.isPresent() ? keep(held.get()) : Keeping.TAKEN;
    }

    @Override
    public boolean isComplete() {
        return chunkLeft == 0;
    }

    /** Of the chunk under way. */
    boolean isEmpty() {
        return chunkOctets == 0;
    }

    boolean isLast() {
        return last;
    }

    @Override
    public boolean isEndless() {
        return keeping.isDiscarded() && pace.isEndless(rules.limitOctets());
    }

    @Override
    public Pace pace() {
        return pace;
    }

    /** Whether no chunk that could still come would save the message. */
    boolean isLost() {
        return keeping.isDiscarded();
    }

    @Override
    public Optional<Reply> refusal() {
        if (tooLarge) {
            return Optional.of(Replies.TOO_LARGE);
        }
        if (keeping.hasNoRoom()) {
            return Optional.of(Replies.STORAGE_EXHAUSTED);
        }
        scanner.end();
        return rules.refusal(scanner.octets(), scanner);
    }

    @Override
    public Body body() {
        rules.received().end();
        boolean needsBinary = scanner.bareCr() || scanner.bareLf() || scanner.nul();
        return keeping.writer().finishContent(new BodyTraits(scanner.octets(), scanner.eightBit(), binary && needsBinary,
                scanner.lineDots(), scanner.endsWithNewline()));
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
