package io.postern;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.postern.admin.Requester;
import io.postern.quarantine.DigestLink;
import io.postern.quarantine.ReleaseOptions;
import io.postern.smtp.Mailbox;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What the links of digests are about, and what they do: at this node, or at the one that keeps the message. */
final class LinkDesk {

    private static final String API = "/api/v1/quarantine/";
    private static final JsonObject GONE = new JsonObject().put("released", false).put("gone", true);

    private final Node node;
    private final Siblings siblings;
    private final ReleaseDesk releases;
    private final Optional<DigestLink.Signer> signer;
    private final List<String> releasable;

    LinkDesk(Node node, Siblings siblings, ReleaseDesk releases) {
        this.node = node;
        this.siblings = siblings;
        this.releases = releases;
        this.signer = DigestWriter.signer(node.config(), InstantSource.system());
        this.releasable = node.config().handling().digest().map(digest -> digest.release()).orElse(List.of());
    }

    /** Empty if the link is not ours, or too old. */
    Optional<DigestLink> read(String text) {
        return signer.flatMap(it -> it.read(text));
    }

    /** Empty if the message is not kept any more, or not released so. */
    Future<Optional<JsonObject>> view(DigestLink link) {
        return find(link.id()).map(found -> found.filter(this::isReleasable));
    }

    /** What could be released when the link was made may be something else by now. */
    private boolean isReleasable(JsonObject message) {
        return releasable.contains(message.getString("scanner"));
    }

    private Future<Optional<JsonObject>> find(String id) {
        return node.quarantine().find(id).compose(own -> own.isPresent()
                ? Future.succeededFuture(own.map(QuarantineDesk::json))
                : siblings.answers(API + id).map(others -> others.stream().map(JsonObject.class::cast)
                        .filter(other -> other.containsKey("answer")).findFirst().map(other -> other.getJsonObject("answer"))));
    }

    Future<JsonObject> follow(DigestLink link, String client) {
        return find(link.id()).compose(found -> found.isPresent() && !isReleasable(found.get())
                ? Future.succeededFuture(GONE) : release(link, client));
    }

    private Future<JsonObject> release(DigestLink link, String client) {
        var by = new Requester("link:" + (link.recipient().isEmpty() ? "operator" : link.recipient()), client);
        var options = new ReleaseOptions(Optional.empty(), Mailbox.parse(link.recipient()), false, false);
        return releases.release(link.id(), options, by).compose(own -> own.map(Future::succeededFuture).orElseGet(() ->
                elsewhere(link, by, siblings.names())));
    }

    private Future<JsonObject> elsewhere(DigestLink link, Requester by, List<String> names) {
        if (names.isEmpty()) {
            return Future.succeededFuture(GONE);
        }
        var uri = API + link.id() + "/release" + (link.recipient().isEmpty() ? ""
                : "?recipient=" + URLEncoder.encode(link.recipient(), StandardCharsets.UTF_8));
        return siblings.told(names.getFirst(), uri, by).recover(refused -> "HTTP 404".equals(refused.getMessage())
                ? elsewhere(link, by, names.subList(1, names.size()))
                : Future.succeededFuture(new JsonObject().put("released", false)));
    }
}
