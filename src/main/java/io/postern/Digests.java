package io.postern;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.postern.admin.ClusterList;
import io.postern.admin.Requester;
import io.postern.config.Config;
import io.postern.gateway.OwnMail;
import io.postern.observe.MailLog;
import io.postern.observe.NodeState;
import io.postern.observe.NodeView;
import io.postern.policy.SharedSince;
import io.postern.quarantine.Marks;
import io.postern.smtp.Mailbox;
import io.postern.wire.Turns;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.slf4j.event.Level;

/**
 * Sends the digest of each day. Of the nodes that see each other the one with the smallest name does, and it leaves a mark for
 * each day and recipient, beside the store and in the grid: who takes over, or starts again, goes on where it ended. A second
 * mail is possible only if both marks are out of reach (a split grid or none, with stores that are not shared), or if a next
 * hop took one without saying so.
 */
final class Digests {

    static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofMinutes(15);
    /** So much may the clocks of nodes differ. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);
    /** So long after its time a digest waits for nodes that do not say what they have. */
    private static final Duration PATIENCE = Duration.ofHours(1);
    /** In a heap of 256 MiB, beside the mail. */
    private static final int MOST_OCTETS = 32 << 20;
    private static final Duration MARKED = Duration.ofHours(48);
    private static final Requester ITSELF = new Requester("digest", "");

    private final Node node;
    private final Config.Digest config;
    private final DigestSchedule schedule;
    private final Marks marks;
    private final SharedSince shared;
    private final ClusterList list;
    private final DigestWriter writer;
    private final InstantSource clock;
    private boolean running;
    private Instant tried = Instant.MIN;
    private LocalDate done = LocalDate.MIN;

    Digests(Node node, Config.Digest config, ClusterList list, InstantSource clock) {
        this.node = node;
        this.config = config;
        this.schedule = new DigestSchedule(config.at(), config.zone());
        this.marks = node.marks();
        this.shared = node.cluster().greylist();
        this.list = list;
        this.writer = new DigestWriter(node.config(), config, clock);
        this.clock = clock;
    }

    /** Called again and again, on one context; what it began is complete with the future, which never fails. */
    Future<Void> tick() {
        var now = clock.instant();
        var day = schedule.ended(now.minus(storing()));
        if (running || day.equals(done) || tried.isAfter(now.minus(AGAIN)) || !isElected()) {
            return Future.succeededFuture();
        }
        running = true;
        tried = now;
        return day(day).otherwise(broken -> {
            MailLog.limited(Level.WARN, "quarantine-digest-failed", broken);
            return null;
        }).onComplete(_ -> running = false);
    }

    /** A message is of the time at which storing it began, and until then after a day's end it may not be listed. */
    private Duration storing() {
        return node.generation().config().timeouts().budget().plus(CLOCKS);
    }

    private boolean isElected() {
        var serving = Set.of(NodeState.READY.label(), NodeState.BUSY.label());
        return node.cluster().view().nodes().stream().filter(each -> serving.contains(each.state()))
                .min(Comparator.comparing(NodeView::name)).filter(each -> each.name().equals(node.config().hostname())).isPresent();
    }

    private Future<Void> day(LocalDate day) {
        return marks.get(mark(day)).compose(known -> known.isPresent() ? finished(day)
                : new DigestContents(config, list, MOST_OCTETS)
                        .between(schedule.begin(day), schedule.end(day)).compose(contents -> told(day, contents)));
    }

    private static String mark(LocalDate day) {
        return "digest-" + day;
    }

    private Future<Void> told(LocalDate day, DigestContents contents) {
        boolean late = clock.instant().isAfter(schedule.end(day).plus(PATIENCE));
        if (!contents.isComplete() && !late) {
            return Future.succeededFuture();
        }
        if (contents.isCut()) {
            MailLog.event(Level.WARN, "quarantine-digest-cut", "day", day, "recipients", contents.recipients().size());
        }
        return each(day, contents).compose(all -> all
                ? marks.put(mark(day), new JsonObject()).compose(_ -> finished(day)) : Future.succeededFuture());
    }

    private Future<Void> finished(LocalDate day) {
        done = day;
        return Future.succeededFuture();
    }

    /** One after the other: nobody waits for them. Whether none is left for later. */
    private Future<Boolean> each(LocalDate day, DigestContents contents) {
        var all = new AtomicBoolean(true);
        return Turns.each(contents.recipients().iterator(), recipient -> one(day, contents, recipient).otherwise(false)
                .<Void>map(settled -> {
                    all.compareAndSet(true, settled);
                    return null;
                })).map(_ -> all.get());
    }

    /** Whether nothing is left to do for a recipient. */
    private Future<Boolean> one(LocalDate day, DigestContents contents, String recipient) {
        var key = mark(day) + "-" + name(recipient);
        return Future.all(marks.get(key), shared.get(key)).compose(known -> {
            Optional<JsonObject> mark = known.resultAt(0);
            Optional<Instant> seen = known.resultAt(1);
            if (seen.isPresent() || mark.filter(it -> it.containsKey("settled")).isPresent()) {
                return Future.succeededFuture(true);
            }
            return marks.claim(key, new JsonObject(), AGAIN.minusMinutes(1)).compose(ours -> ours
                    ? sent(key, contents, recipient) : Future.succeededFuture(false));
        });
    }

    private static String name(String recipient) {
        return HexFormat.of().formatHex(DigestWriter.sha256(recipient), 0, 16);
    }

    private Future<Boolean> sent(String key, DigestContents contents, String recipient) {
        var to = Mailbox.parse(recipient);
        if (to.isEmpty()) {
            return Future.succeededFuture(true);
        }
        var id = "digest" + Long.toString(clock.millis(), 36) + key.substring(key.lastIndexOf('-') + 1);
        var message = writer.write(id, to.get(), contents.of(recipient), contents.count(recipient), contents.remark());
        return send(id, to.get(), message).compose(sent -> {
            boolean settled = sent.taken() || sent.forGood();
            node.metrics().quarantineDigest(sent.taken() ? "sent" : settled ? "refused" : "later");
            var told = node.audit().told(ITSELF, "digest", "", sent.taken() ? "done" : settled ? "refused" : "failed",
                    recipient + ": " + sent.detail());
            if (!settled) {
                return told.compose(_ -> marks.remove(key)).map(false);
            }
            shared.put(key, clock.instant(), MARKED);
            return told.compose(_ -> marks.put(key, new JsonObject().put("settled", true))).map(true);
        });
    }

    private Future<OwnMail.Sent> send(String id, Mailbox to, String message) {
        var lane = node.anyLane();
        return lane.on(() -> new OwnMail(node.generation(), lane.relay(), node.bodies(), lane.loop()).send(id, to, message));
    }
}
