package io.postern.loadtest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;

import io.postern.smtp.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Sends a load as a real MTA would: for each session it shuffles the equal-preference hosts, goes to the next one when
 * a host cannot be reached or breaks off, defers what was answered 4xx or found no host, with a back-off, and gives up
 * what was answered 5xx or is too old. Everything happens on one event loop.
 */
public final class Generator {

    private static final String NAME = "generator.postern.test";
    private static final long FIRST_BACK_OFF_MILLIS = 100;
    private static final int MAX_DOUBLINGS = 5;

    private final Vertx vertx;
    private final List<Target> targets;
    private final Load load;
    private final LoadMessages messages;
    private final NetClient client;
    private final Random random;
    private final Deque<Attempts> queue = new ArrayDeque<>();
    private final Attempts[] attempts;
    private final Promise<LoadReport> finished = Promise.promise();
    private LoadTally tally;
    private IntConsumer progress;
    private int idleSessions;

    /** One message's tries; {@code firstNanos} is 0 before the first. */
    private static final class Attempts {

        final MessageId id;
        int count;
        long firstNanos;

        Attempts(MessageId id) {
            this.id = id;
        }
    }

    public Generator(Vertx vertx, List<Target> targets, Load load) {
        this.vertx = vertx;
        this.targets = List.copyOf(targets);
        this.load = load;
        this.messages = new LoadMessages(load);
        this.random = new Random(load.seed());
        this.attempts = new Attempts[load.messages()];
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(5000).setTcpNoDelay(true));
    }

    /** Sends everything, once; {@code acknowledged} hears the number of 250s after each, on the event loop. */
    public Future<LoadReport> run(IntConsumer acknowledged) {
        progress = acknowledged;
        Context context = vertx.getOrCreateContext();
        context.runOnContext(start -> start());
        return finished.future().onComplete(done -> client.close());
    }

    private void start() {
        tally = new LoadTally(load);
        for (int i = 0; i < load.messages(); i++) {
            attempts[i] = new Attempts(new MessageId(i));
            queue.add(attempts[i]);
        }
        idleSessions = load.sessions();
        wake();
    }

    /** Gives each waiting message an idle session, as far as there are both; ends when nothing is left to do. */
    private void wake() {
        while (idleSessions > 0 && !queue.isEmpty()) {
            idleSessions--;
            var order = new ArrayList<>(targets);
            Collections.shuffle(order, random);
            deliver(queue.remove(), order);
        }
        if (tally.isComplete()) {
            finished.tryComplete(tally.report());
        }
    }

    /** Tries {@code first} at the hosts left in {@code order}; the session carries further messages after it. */
    private void deliver(Attempts first, List<Target> order) {
        if (order.isEmpty()) {
            defer(first, "no host took it");
            idle();
            return;
        }
        if (first.firstNanos == 0) {
            first.firstNanos = System.nanoTime();
        }
        var target = order.removeFirst();
        client.connect(SocketAddress.inetSocketAddress(target.address())).onComplete(connected -> {
            if (connected.failed()) {
                tally.trouble("connect to " + target.name() + " failed");
                deliver(first, order);
                return;
            }
            var work = new SessionWork(first, target);
            new LoadSession(vertx, connected.result(), NAME, work, load.patience()).run()
                    .onSuccess(end -> ended(work, end, order));
        });
    }

    private void ended(SessionWork work, LoadSession.End end, List<Target> order) {
        end.trouble().ifPresent(trouble -> tally.trouble(work.target.name() + ": " + trouble));
        end.unanswered().filter(message -> end.afterDot()).ifPresent(message -> tally.uncertain(message.id()));
        end.unanswered().map(message -> attempts[message.id().number()]).or(work::untouched)
                .ifPresentOrElse(message -> deliver(message, order), this::idle);
    }

    private void answered(Target target, LoadMessage message, Reply reply, boolean afterDot, long nanos) {
        if (reply.isPositive()) {
            tally.acknowledged(message, target, nanos);
            progress.accept(tally.acknowledged());
            return;
        }
        if (afterDot) {
            tally.uncertain(message.id());
        }
        if (reply.isPermanent()) {
            tally.givenUp(message.id(), reply.toString());
        } else {
            defer(attempts[message.id().number()], reply.toString());
        }
    }

    private void defer(Attempts message, String why) {
        long ageNanos = System.nanoTime() - message.firstNanos;
        if (ageNanos > load.giveUpAfter().toNanos()) {
            tally.givenUp(message.id, why);
            return;
        }
        tally.retried(why);
        long backOff = FIRST_BACK_OFF_MILLIS << Math.min(message.count++, MAX_DOUBLINGS);
        vertx.setTimer(backOff + random.nextLong(backOff), again -> {
            queue.add(message);
            wake();
        });
    }

    private void idle() {
        idleSessions++;
        wake();
    }

    /** What one session does: its first message, then further ones until its share is used up. */
    private final class SessionWork implements LoadSession.Work {

        private final Target target;
        private Optional<Attempts> first;
        private int taken;

        SessionWork(Attempts first, Target target) {
            this.first = Optional.of(first);
            this.target = target;
        }

        /** The message the session was opened for, if it never came to it. */
        Optional<Attempts> untouched() {
            return first;
        }

        @Override
        public Optional<LoadMessage> next() {
            if (taken++ == load.messagesPerSession()) {
                return Optional.empty();
            }
            var next = first.or(() -> Optional.ofNullable(queue.poll()));
            first = Optional.empty();
            next.filter(message -> message.firstNanos == 0).ifPresent(message -> message.firstNanos = System.nanoTime());
            return next.map(message -> messages.message(message.id));
        }

        @Override
        public void answered(LoadMessage message, Reply reply, boolean afterDot, long nanos) {
            Generator.this.answered(target, message, reply, afterDot, nanos);
        }
    }
}
