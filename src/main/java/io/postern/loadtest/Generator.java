package io.postern.loadtest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.postern.smtp.Reply;
import io.postern.wire.Connection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Sends a load as a real MTA would: for each session it shuffles the equal-preference hosts, goes to the next one when
 * a host cannot be reached or breaks off, defers what was answered 4xx or found no host, with a back-off, and gives up
 * what was answered 5xx or is too old. Everything happens on one event loop.
 *
 * <p>In an open loop messages are due when the schedule says so and wait for a session if there is none; they are timed
 * from then, so that a slow node cannot hide behind a generator that waits for it (coordinated omission).
 */
public final class Generator {

    static final String NAME = "generator.postern.test";

    private static final int CONNECT_MILLIS = 5_000;
    private static final int MOST_OPEN_PER_SESSION = 4;
    private static final long SWEEP_MILLIS = 500;
    private static final long IDLE_SESSION_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Pattern CODE = Pattern.compile("\\d{3}(?: \\d\\.\\d{1,3}\\.\\d{1,3})?");
    /** Arrivals closer together than this are sent by one tick. */
    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    private final Vertx vertx;
    private final List<Target> targets;
    private final Load load;
    private final LoadMessages messages;
    private final Arrivals arrivals;
    private final NetClient client;
    private final Random random;
    private final Deque<Attempts> queue = new ArrayDeque<>();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<LoadSession> connections = new LinkedHashSet<>();
    private final Promise<LoadReport> finished = Promise.promise();
    private ContextInternal context;
    private LoadTally tally;
    private LoadWatcher watcher = LoadWatcher.NOBODY;
    private int sessions;
    private boolean over;
    private boolean warm;

    private record Idle(LoadSession session, SessionWork work, long sinceNanos) {
    }

    public Generator(Vertx vertx, List<Target> targets, Load load) {
        this.vertx = vertx;
        this.targets = List.copyOf(targets);
        this.load = load;
        this.messages = new LoadMessages(load);
        this.arrivals = new Arrivals(load.pace());
        this.random = new Random(load.seed());
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true));
    }

    /** Sends everything, once, and gives the report when every message is acknowledged or given up. */
    public Future<LoadReport> run(LoadWatcher hears) {
        watcher = hears;
        context = (ContextInternal) vertx.getOrCreateContext();
        context.runOnContext(_ -> start());
        return finished.future().onComplete(_ -> client.close());
    }

    /** Makes no further messages; those under way are finished. From any thread. */
    public void stop() {
        context.runOnContext(_ -> {
            arrivals.stop();
            wake();
        });
    }

    private void start() {
        tally = new LoadTally(load.warmup());
        long second = vertx.setPeriodic(1_000, _ -> watcher.moment(tally.moment(sessions, queue.size())));
        long sweep = vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep());
        finished.future().onComplete(_ -> {
            vertx.cancelTimer(second);
            vertx.cancelTimer(sweep);
        });
        tick();
    }

    private void tick() {
        for (var due = arrivals.due(tally.nanosSinceStart()); due.isPresent(); due = arrivals.due(tally.nanosSinceStart())) {
            queue.add(counted(due.get()));
        }
        arrivals.next().ifPresent(next -> context.nettyEventLoop().schedule(this::tick,
                Math.max(TICK_NANOS, next - tally.nanosSinceStart()), TimeUnit.NANOSECONDS));
        wake();
    }

    private Attempts counted(Attempts message) {
        tally.due(message.id, messages.isInfected(message.id));
        if (!warm && message.dueNanos >= load.warmup().toNanos()) {
            warm = true;
            watcher.warm();
        }
        return message;
    }

    /** What waits, or what a closed loop has for a session that asks, unless too many have been put off already. */
    private Optional<Attempts> take() {
        if (!queue.isEmpty()) {
            return Optional.of(queue.remove());
        }
        return tally.open() < (long) MOST_OPEN_PER_SESSION * load.sessions()
                ? arrivals.asked(tally.nanosSinceStart()).map(this::counted) : Optional.empty();
    }

    /** Gives each waiting message a session, as far as there are both; ends when nothing is left to do. */
    private void wake() {
        while (!queue.isEmpty() && !idle.isEmpty()) {
            idle.removeLast().session.resume();
        }
        while (sessions < load.sessions()) {
            var next = take();
            if (next.isEmpty()) {
                break;
            }
            sessions++;
            deliver(next.get(), shuffled());
        }
        if (arrivals.isOver() && tally.open() == 0 && !over) {
            over = true;
            finish();
        }
    }

    private void finish() {
        List.copyOf(idle).forEach(each -> each.session.quit());
        watcher.moment(tally.moment(sessions, 0));
        finished.complete(tally.report());
    }

    private List<Target> shuffled() {
        var order = new ArrayList<>(targets);
        Collections.shuffle(order, random);
        return order;
    }

    /** Tries {@code first} at the hosts left in {@code order}; the session carries further messages after it. */
    private void deliver(Attempts first, List<Target> order) {
        if (order.isEmpty()) {
            tally.trouble("no host took it", "no host took it");
            sessions--;
            defer(first, "no host took it");
            wake();
            return;
        }
        var target = order.removeFirst();
        client.connect(SocketAddress.inetSocketAddress(target.address())).onComplete(connected -> {
            if (connected.failed()) {
                tally.trouble("connect to " + target.name() + " failed", String.valueOf(connected.cause().getMessage()));
                deliver(first, order);
                return;
            }
            var connection = Connection.on(connected.result());
            load.guise().proxy().ifPresent(clients ->
                    connection.writeAndForget(clients.header(random, target.address())));
            var session = new LoadSession(connection, NAME, load.guise().startTls(), new SessionWork(first, target, order));
            connections.add(session);
            session.run();
        });
    }

    private void defer(Attempts message, String why) {
        tally.deferred();
        long ageNanos = tally.nanosSinceStart() - message.dueNanos;
        if (ageNanos > load.retries().giveUpAfter().toNanos()) {
            tally.givenUp(message.id, why);
            return;
        }
        tally.retried();
        long backOff = load.retries().backOffMillis(message.count++);
        vertx.setTimer(Math.max(1, backOff + random.nextLong(Math.max(1, backOff))), _ -> {
            queue.add(message);
            wake();
        });
    }

    private void sweep() {
        long now = System.nanoTime();
        List.copyOf(connections).forEach(session -> session.endIfSilentSince(now - load.patience().toNanos()));
        while (!idle.isEmpty() && now - idle.peekFirst().sinceNanos > IDLE_SESSION_NANOS) {
            idle.removeFirst().session.quit();
        }
        wake();
    }

    /** What one session does: its first message, then further ones until its share is used up. */
    private final class SessionWork implements LoadSession.Work {

        private final Target target;
        private List<Target> order;
        private Optional<Attempts> waiting;
        private Optional<Attempts> current = Optional.empty();
        private int octets;
        private int taken;

        SessionWork(Attempts first, Target target, List<Target> order) {
            this.waiting = Optional.of(first);
            this.target = target;
            this.order = order;
        }

        @Override
        public Optional<LoadMessage> next() {
            if (taken == load.messagesPerSession()) {
                return Optional.empty();
            }
            if (waiting.isEmpty()) {
                waiting = take();
                order = List.of();
            }
            current = waiting;
            waiting = Optional.empty();
            return current.map(attempts -> {
                taken++;
                var message = messages.message(attempts.id);
                octets = message.octets().readableBytes();
                return message;
            });
        }

        @Override
        public boolean mayIdle(LoadSession session) {
            if (taken == load.messagesPerSession() || over) {
                return false;
            }
            idle.addLast(new Idle(session, this, System.nanoTime()));
            if (arrivals.isOver() && tally.open() == 0) {
                context.runOnContext(_ -> wake());
            }
            return true;
        }

        @Override
        public void answered(LoadMessage message, Reply reply, boolean afterDot, long nanos) {
            var attempts = current.orElseThrow();
            current = Optional.empty();
            if (reply.isPositive()) {
                tally.acknowledged(attempts.id, target.name(), attempts.dueNanos, nanos, octets);
                watcher.acknowledged(tally.acknowledged());
                return;
            }
            if (afterDot) {
                tally.uncertain(attempts.id);
            }
            if (reply.isPermanent()) {
                tally.refused(attempts.id, reply);
            } else {
                tally.answer(reply);
                defer(attempts, reply.toString());
            }
        }

        @Override
        public void ended(LoadSession.End end) {
            end.trouble().ifPresent(why -> tally.trouble(target.name() + ": " + kind(why), why));
            current.filter(_ -> end.afterDot()).ifPresent(attempts -> tally.uncertain(attempts.id));
            idle.removeIf(each -> each.work == this);
            var left = current.or(() -> waiting);
            current = Optional.empty();
            waiting = Optional.empty();
            if (left.isPresent()) {
                // a session that had carried others before may have been closed for reasons of its own: any host will do
                deliver(left.get(), order.isEmpty() && taken > 1 ? shuffled() : order);
            } else {
                sessions--;
                wake();
            }
        }

        @Override
        public void closed(LoadSession session) {
            connections.remove(session);
        }

        /** A reply that ended a session counts by its code; other causes are few and count by their words. */
        private static String kind(String why) {
            var code = CODE.matcher(why);
            return code.lookingAt() ? code.group() : why;
        }
    }

    /** How long a load may go on after its last message is due. */
    public static Duration longest(Load load) {
        return load.pace().duration().plus(load.retries().giveUpAfter()).plus(load.patience().multipliedBy(2))
                .plus(Duration.ofMinutes(1));
    }
}
