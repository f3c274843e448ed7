package io.postern;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.postern.admin.Download;
import io.postern.gateway.Release;
import io.postern.quarantine.QuarantineQuery;
import io.postern.quarantine.QuarantinedMessage;
import io.postern.scan.MessagePreview;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What operators do with the quarantine of this node. */
final class QuarantineDesk {

    private final Node node;
    /** Ids on their way out: asked twice at once, a message still leaves once. */
    private final Set<String> releasing = ConcurrentHashMap.newKeySet();

    QuarantineDesk(Node node) {
        this.node = node;
    }

    Future<JsonObject> list(QuarantineQuery query, Optional<String> after, int most) {
        return node.quarantine().list(query, after, most).compose(page -> node.vertx().executeBlocking(() -> {
            var json = new JsonObject()
                    .put("messages", new JsonArray(page.messages().stream().map(QuarantineDesk::json).toList()))
                    .put("total", page.total());
            page.next().ifPresent(next -> json.put("next", next));
            return json;
        }, false));
    }

    /** With the subject as a person reads it. */
    private static JsonObject json(QuarantinedMessage message) {
        return message.toJson().put("subject", MessagePreview.headerText(message.subject()));
    }

    Future<Optional<JsonObject>> find(String id) {
        return node.quarantine().find(id).map(found -> found.map(QuarantineDesk::json));
    }

    Future<Optional<JsonObject>> preview(String id) {
        return node.quarantine().find(id).compose(found -> found.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : node.quarantine().content(id).compose(content -> node.vertx().executeBlocking(() -> {
                    try (content) {
                        return Optional.of(MessagePreview.of(content).toJson().put("id", id));
                    }
                }, false)));
    }

    Future<Optional<Download>> content(String id) {
        return node.quarantine().find(id).compose(found -> found.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : node.quarantine().content(id).map(content -> {
                    var stream = new InputStreamReadStream(node.vertx().getOrCreateContext(), content);
                    return Optional.of(new Download(stream, stream::close));
                }));
    }

    Future<Boolean> delete(String id) {
        return node.quarantine().delete(id);
    }

    /** Runs on the loop that owns the relay. */
    Future<Optional<JsonObject>> release(String id) {
        if (!releasing.add(id)) {
            return Future.succeededFuture(Optional.of(new JsonObject()
                    .put("id", id).put("released", false).put("reply", "it is being released already")));
        }
        var lane = node.anyLane();
        var released = Promise.<Optional<JsonObject>>promise();
        lane.loop().runOnContext(_ -> node.quarantine().find(id)
                .compose(found -> found.map(message -> release(lane, message)).orElse(Future.succeededFuture(Optional.empty())))
                .onComplete(released));
        return released.future().onComplete(_ -> releasing.remove(id));
    }

    private Future<Optional<JsonObject>> release(Lane lane, QuarantinedMessage message) {
        return new Release(node.generation(), lane.relay(), node.quarantine())
                .release(message)
                .map(released -> Optional.of(new JsonObject()
                        .put("id", message.id())
                        .put("released", released.delivered())
                        .put("reply", released.reply().toString())
                        .put("detail", released.detail())));
    }
}
