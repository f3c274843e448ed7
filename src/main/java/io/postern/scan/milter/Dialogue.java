package io.postern.scan.milter;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.postern.message.HeaderLine;
import io.postern.scan.ScanInput;
import io.postern.scan.Verdict;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.wire.Turns;
import io.vertx.core.Future;

/**
 * One message told to a filter from the connection on, though it is complete already: a straight line that is left where an
 * answer makes the rest needless. The body is read piece by piece, as the filter takes it.
 */
final class Dialogue {

    /** The filter said something else than what it wants, or hung up: what it needs was not offered. */
    static final String NO_AGREEMENT = "negotiation";

    /** The line is left, with what is to be said of the message. */
    private static final class Left extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final transient Verdict verdict;

        Left(Verdict verdict) {
            super(verdict.word(), null, false, false);
            this.verdict = verdict;
        }
    }

    /** What is left of the body need not be read. */
    private static final class EnoughRead extends RuntimeException {

        private static final long serialVersionUID = 1;

        EnoughRead() {
            super("enough", null, false, false);
        }
    }

    private final FilterLine line;
    private final ScanInput input;
    private final Macros macros;
    private final Bounds bounds;
    private final ContentParts parts;
    private final Set<Stage> enough = EnumSet.noneOf(Stage.class);
    private final Map<Mailbox, Reply> refused = new LinkedHashMap<>();
    private Agreement agreement = new Agreement(Agreement.VERSION, 0, Map.of());
    private List<HeaderLine> header = List.of();
    private Optional<Mailbox> recipient = Optional.empty();
    private Optional<Conclusion> conclusion = Optional.empty();
    private boolean sectionTold;
    private ByteBuf chunk;

    Dialogue(FilterLine line, ScanInput input, Macros macros, Bounds bounds) {
        this.line = line;
        this.input = input;
        this.macros = macros;
        this.bounds = bounds;
        this.parts = new ContentParts(input.body().form());
        this.chunk = line.buffer();
    }

    /** Completes when neither the body nor the line is used any more; fails only by a bug. Once. */
    Future<Verdict> verdict() {
        return line.ask(Packets.offer())
                .compose(this::agreed)
                .compose(_ -> envelope())
                .compose(_ -> message())
                .compose(_ -> endOfMessage())
                .recover(why -> why instanceof Left left ? Future.succeededFuture(left.verdict) : Future.failedFuture(why))
                .onComplete(_ -> close());
    }

    /** What the filter asked for in vain, in words. */
    List<String> refusedRequests() {
        return conclusion.map(Conclusion::refused).orElse(List.of());
    }

    private void close() {
        chunk.release();
        conclusion.ifPresent(Conclusion::close);
        line.end(conclusion.isEmpty());
    }

    private Future<Void> agreed(FilterReply reply) {
        if (!(reply instanceof FilterReply.Negotiated(var offered))) {
            return leave(new Verdict.Unsure(reply instanceof FilterReply.Broken(var cause) && !cause.equals("lost")
                    ? cause : NO_AGREEMENT));
        }
        agreement = offered;
        return Future.succeededFuture();
    }

    private Future<Void> envelope() {
        var envelope = input.envelope();
        return say(Stage.CONNECT, () -> Commands.connect(input.peer()))
                .compose(_ -> say(Stage.HELO, () -> Commands.helo(input.peer())))
                .compose(_ -> say(Stage.MAIL, () -> Commands.mail(envelope)))
                .compose(_ -> Turns.each(envelope.recipients().iterator(), this::recipient))
                .compose(_ -> recipients())
                .compose(_ -> say(Stage.DATA, () -> Packets.bare(Stage.DATA)));
    }

    private Future<Void> recipient(Mailbox mailbox) {
        recipient = Optional.of(mailbox);
        macros.recipient(mailbox);
        return say(Stage.RCPT, () -> Commands.rcpt(input.envelope(), mailbox));
    }

    /** All refused: with 5xx only if that is true for all. Some: nobody gets it now (I2). */
    private Future<Void> recipients() {
        if (refused.isEmpty()) {
            return Future.succeededFuture();
        }
        if (refused.size() < input.envelope().recipients().size()) {
            return leave(new Verdict.RefuseRecipients(refused));
        }
        var first = refused.values().iterator().next();
        return leave(Judgement.verdict(
                refused.values().stream().filter(Reply::isTransient).findFirst().orElse(first), Stage.RCPT));
    }

    private Future<Void> message() {
        return input.body().forEachSlice(input.context(), this::slice)
                .compose(_ -> lastSlice())
                .recover(why -> switch (why) {
                    case EnoughRead _ -> Future.succeededFuture();
                    case IOException _ -> leave(new Verdict.Unsure("read"));
                    default -> Future.failedFuture(why);
                });
    }

    private Future<Void> slice(ByteBuf slice) {
        var rest = line.buffer();
        parts.take(slice, rest);
        return section().compose(_ -> body(rest)).onComplete(_ -> rest.release());
    }

    private Future<Void> lastSlice() {
        var rest = line.buffer();
        parts.end(rest);
        return section().compose(_ -> body(rest)).onComplete(_ -> rest.release())
                .compose(_ -> chunk.isReadable() ? chunk() : Future.succeededFuture());
    }

    private Future<Void> section() {
        if (sectionTold || !parts.hasSection()) {
            return Future.succeededFuture();
        }
        sectionTold = true;
        header = HeaderLine.in(parts.section(), input.edits());
        return Turns.each(header.iterator(), field -> say(Stage.HEADER, () -> field(field)))
                .compose(_ -> say(Stage.END_OF_HEADER, () -> Packets.bare(Stage.END_OF_HEADER)));
    }

    /** As Sendmail tells it: folds by LF, and without the first space unless the filter wants that. */
    private ByteBuf field(HeaderLine field) {
        var value = field.value().replace("\r\n", "\n");
        return Packets.header(field.name(), !agreement.keepsLeadingSpace() && value.startsWith(" ") ? value.substring(1) : value);
    }

    private Future<Void> body(ByteBuf rest) {
        if (!parts.hasSection()) {
            return Future.succeededFuture();
        }
        return Turns.<Boolean>until(() -> {
            if (!isTold(Stage.BODY)) {
                return Future.failedFuture(new EnoughRead());
            }
            chunk.writeBytes(rest, Math.min(rest.readableBytes(), Packets.MOST_BODY_OCTETS - chunk.readableBytes()));
            return chunk.readableBytes() < Packets.MOST_BODY_OCTETS
                    ? Future.succeededFuture(Optional.of(true)) : chunk().map(Optional.empty());
        }).mapEmpty();
    }

    private Future<Void> chunk() {
        var full = chunk;
        chunk = line.buffer();
        var said = say(Stage.BODY, () -> Packets.body(full.retain()));
        full.release();
        return said;
    }

    private Future<Verdict> endOfMessage() {
        boolean eightBit = input.body().eightBit() || input.envelope().parameters().smtpUtf8();
        var last = new Conclusion(new HeaderRequests(header, agreement.keepsLeadingSpace(), eightBit), input.body(),
                () -> new OtherBody(input.body(), parts.section(), input.context(), bounds.messageOctets()), bounds.requestOctets());
        conclusion = Optional.of(last);
        line.say(macros(Stage.END_OF_MESSAGE), Packets.bare(Stage.END_OF_MESSAGE));
        return Turns.until(() -> line.answer().compose(last::take));
    }

    private boolean isTold(Stage stage) {
        return agreement.wants(stage) && !enough.contains(stage);
    }

    private ByteBuf macros(Stage stage) {
        return Packets.macros(stage, macros.at(stage, agreement));
    }

    /** Macros are told of a stage that is not, too. */
    private Future<Void> say(Stage stage, Supplier<ByteBuf> command) {
        if (line.isBroken()) {
            return line.answer().compose(reply -> judged(stage, reply));
        }
        if (!isTold(stage)) {
            return stage.hasMacros() ? line.say(macros(stage)) : Future.succeededFuture();
        }
        var packets = stage.hasMacros() ? new ByteBuf[] {macros(stage), command.get()} : new ByteBuf[] {command.get()};
        return agreement.answers(stage) ? line.ask(packets).compose(reply -> judged(stage, reply)) : line.say(packets);
    }

    /** A recipient who was refused stays that, whatever becomes of the message for the others. */
    private Future<Void> judged(Stage stage, FilterReply reply) {
        return switch (Judgement.of(stage, reply)) {
            case Judgement.GoOn _ -> Future.succeededFuture();
            case Judgement.Enough _ -> {
                enough.add(stage);
                yield Future.succeededFuture();
            }
            case Judgement.RefuseRecipient(var words) -> {
                recipient.ifPresent(mailbox -> refused.put(mailbox, words));
                yield Future.succeededFuture();
            }
            case Judgement.Over(var verdict) -> refused.isEmpty() || verdict instanceof Verdict.Unsure
                    ? leave(verdict) : recipients();
        };
    }

    private static Future<Void> leave(Verdict verdict) {
        return Future.failedFuture(new Left(verdict));
    }
}
