package io.postern;

import java.time.Instant;
import java.util.Optional;

import io.postern.admin.Download;
import io.postern.admin.Requester;
import io.postern.quarantine.AuditEntry;
import io.postern.quarantine.QuarantineQuery;
import io.postern.quarantine.QuarantinedMessage;
import io.postern.scan.MessagePreview;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What operators do with the quarantine of this node. */
final class QuarantineDesk {

    private final Node node;
    private final Audit audit;

    QuarantineDesk(Node node, Audit audit) {
        this.node = node;
        this.audit = audit;
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
    static JsonObject json(QuarantinedMessage message) {
        return message.toJson().put("subject", MessagePreview.headerText(message.subject()));
    }

    Future<Optional<JsonObject>> find(String id) {
        return node.quarantine().find(id).map(found -> found.map(QuarantineDesk::json));
    }

    Future<Optional<JsonObject>> preview(String id, Requester by) {
        return node.quarantine().find(id).compose(found -> found.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : audit.told(by, "view", id, "done", "").compose(_ -> node.quarantine().content(id).compose(content -> node.vertx().executeBlocking(() -> {
                    try (content) {
                        return Optional.of(MessagePreview.of(content).toJson().put("id", id));
                    }
                }, false))));
    }

    Future<Optional<Download>> content(String id, Requester by) {
        return node.quarantine().find(id).compose(found -> found.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : audit.told(by, "download", id, "done", "").compose(_ -> node.quarantine().content(id)).map(content -> {
                    var stream = new InputStreamReadStream(node.vertx().getOrCreateContext(), content);
                    return Optional.of(new Download(stream, stream::close));
                }));
    }

    Future<Boolean> delete(String id, Requester by) {
        return node.quarantine().find(id).compose(found -> found.isEmpty() ? Future.succeededFuture(false)
                : node.quarantine().delete(id).compose(deleted -> audit.told(by, "delete", id, deleted ? "done" : "failed",
                        "from " + found.get().from() + " to " + found.get().recipients()).map(deleted)));
    }

    /** What was done to a message, or to all of them; empty if nobody knows of the message. */
    Future<Optional<JsonObject>> audit(String id, Optional<Instant> until, int most) {
        var kept = id.isEmpty() ? Future.succeededFuture(true) : node.quarantine().find(id).map(Optional::isPresent);
        return kept.compose(here -> audit.read(id, until, most).map(entries -> here || !entries.isEmpty()
                ? Optional.of(new JsonObject()
                        .put("entries", new JsonArray(entries.stream().map(AuditEntry::toJson).toList())).put("kept", here))
                : Optional.empty()));
    }
}
