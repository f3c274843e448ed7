package io.postern;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.postern.admin.Requester;
import io.postern.gateway.Release;
import io.postern.gateway.Release.Part;
import io.postern.observe.MailLog;
import io.postern.quarantine.Marks;
import io.postern.quarantine.QuarantinedMessage;
import io.postern.quarantine.ReleaseOptions;
import io.postern.smtp.Mailbox;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.slf4j.event.Level;

/**
 * Releases messages, each recipient's once: who has it is written down before the next one is tried, and outlasts restarts.
 * A message leaves the quarantine when all of its recipients have it.
 */
final class ReleaseDesk {

    /** Longer than one attempt may take; a node that died within one holds up another node so long. */
    private static final Duration STALE = Duration.ofMinutes(30);

    private final Node node;
    private final Marks marks;
    private final Audit audit;
    /** Ids on their way out: asked twice at once, a message still leaves once. */
    private final Set<String> releasing = ConcurrentHashMap.newKeySet();

    ReleaseDesk(Node node, Marks marks, Audit audit) {
        this.node = node;
        this.marks = marks;
        this.audit = audit;
    }

    /** Empty if neither the message nor a release of it is known here. Runs on the loop that owns the relay. */
    Future<Optional<JsonObject>> release(String id, ReleaseOptions options, Requester by) {
        if (!releasing.add(id)) {
            return Future.succeededFuture(Optional.of(busy(id)));
        }
        var lane = node.anyLane();
        var released = Promise.<Optional<JsonObject>>promise();
        lane.loop().runOnContext(_ -> claimed(lane, id, options, by).onComplete(released));
        return released.future().onComplete(_ -> releasing.remove(id));
    }

    private static JsonObject busy(String id) {
        return new JsonObject().put("id", id).put("released", false).put("reply", "it is being released already");
    }

    private Future<Optional<JsonObject>> claimed(Lane lane, String id, ReleaseOptions options, Requester by) {
        return progress(id).compose(progress -> node.quarantine().find(id).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Optional.of(progress).filter(ReleaseProgress::isDone)
                        .map(done -> done.toJson(id).put("already", true)));
            }
            var claim = "releasing-" + id;
            return claim(claim).compose(ours -> ours
                    // read anew: another node may have had the claim until now
                    ? progress(id).compose(now -> release(lane, found.get(), now, options, by)).map(Optional::of)
                            .eventually(() -> marks.remove(claim))
                    : Future.succeededFuture(Optional.of(busy(id))));
        }));
    }

    /** A claim of our own that this process does not know is of one that ended within a release. */
    private Future<Boolean> claim(String name) {
        var own = new JsonObject().put("node", node.config().hostname());
        return marks.claim(name, own, STALE).compose(ours -> ours ? Future.succeededFuture(true)
                : marks.get(name).compose(holder -> holder.filter(it -> it.getString("node", "").equals(own.getString("node")))
                        .isPresent() ? marks.claim(name, own, Duration.ZERO) : Future.succeededFuture(false)));
    }

    private Future<ReleaseProgress> progress(String id) {
        return QuarantinedMessage.isId(id) ? marks.get("released-" + id).map(ReleaseProgress::of)
                : Future.succeededFuture(ReleaseProgress.of(Optional.empty()));
    }

    private Future<JsonObject> release(
            Lane lane, QuarantinedMessage message, ReleaseProgress progress, ReleaseOptions options, Requester by) {
        var wanted = wanted(message, options);
        var pending = wanted.stream().filter(mailbox -> !progress.has(mailbox)).toList();
        if (pending.isEmpty()) {
            return finished(message, progress)
                    .map(left -> answer(message, progress, wanted, List.of(), left).put("already", !wanted.isEmpty()));
        }
        return new Release(node.generation(), lane.relay(), node.quarantine(), lane.loop())
                .release(message, pending, options, part -> taken(message.id(), progress, part, by))
                .compose(parts -> told(message, parts, by)
                        .compose(_ -> finished(message, progress))
                        .map(left -> answer(message, progress, wanted, parts, left)));
    }

    /** Of a stranger to the message nothing is released. */
    private static List<Mailbox> wanted(QuarantinedMessage message, ReleaseOptions options) {
        return options.to().map(List::of).orElseGet(() -> message.recipients().stream()
                .filter(mailbox -> options.only().isEmpty() || options.only().get().equals(mailbox)).toList());
    }

    /** A record that cannot be written makes a second delivery possible, which is better than none. */
    private Future<Void> taken(String id, ReleaseProgress progress, Part part, Requester by) {
        part.recipients().forEach(mailbox -> progress.add(mailbox, part.reply(), by.name(), Instant.now()));
        return marks.put("released-" + id, progress.record()).otherwise(broken -> {
            node.metrics().alert("quarantine-audit");
            MailLog.limited(Level.ERROR, "quarantine-mark-failed", "id", id, "duplicate", "possible", broken);
            return null;
        });
    }

    private Future<Void> told(QuarantinedMessage message, List<Part> parts, Requester by) {
        var told = Future.<Void>succeededFuture();
        for (var part : parts) {
            told = told.compose(_ -> audit.told(by, "release", message.id(), part.delivered() ? "done" : part.bad().isPresent() ? "refused" : "failed",
                    part.recipients().stream().map(Mailbox::toString).collect(Collectors.joining(", ")) + ": " + part.detail()));
        }
        return told;
    }

    /** Whether the message has left: it does when all of its recipients have it. */
    private Future<Boolean> finished(QuarantinedMessage message, ReleaseProgress progress) {
        return message.recipients().stream().allMatch(progress::has)
                ? marks.put("released-" + message.id(), progress.finish().record())
                        .compose(_ -> node.quarantine().delete(message.id())).map(true)
                : Future.succeededFuture(false);
    }

    /** The reply is the last one that says no, or the last one that says yes. */
    private static JsonObject answer(
            QuarantinedMessage message, ReleaseProgress progress, List<Mailbox> wanted, List<Part> parts, boolean left) {
        var failed = parts.stream().filter(part -> !part.delivered()).toList();
        var telling = failed.isEmpty() ? parts : failed;
        var recipients = new ArrayList<JsonObject>();
        for (var mailbox : wanted) {
            var refused = failed.stream().filter(part -> part.recipients().contains(mailbox)).findFirst();
            recipients.add(refused.map(part -> new JsonObject().put("recipient", mailbox.toString()).put("delivered", false)
                    .put("reply", part.reply())).orElseGet(() -> progress.toJson(mailbox)));
        }
        var json = new JsonObject();
        failed.stream().flatMap(part -> part.bad().stream()).findFirst().ifPresent(bad ->
                json.put("verdict", bad.verdict()).put("scanner", bad.scanner()));
        return json.put("id", message.id())
                .put("released", failed.isEmpty() && !wanted.isEmpty())
                .put("kept", !left)
                .put("reply", telling.isEmpty() ? recipients.isEmpty() ? "not one of its recipients" : recipients.getLast().getString("reply")
                        : telling.getLast().reply())
                .put("detail", telling.isEmpty() ? "" : telling.getLast().detail())
                .put("recipients", new JsonArray(recipients));
    }
}
