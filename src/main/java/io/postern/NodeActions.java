package io.postern;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.postern.admin.AdminActions;
import io.postern.admin.Download;
import io.postern.gateway.Release;
import io.postern.observe.ClusterView;
import io.postern.quarantine.QuarantinedMessage;
import io.postern.route.HopReport;
import io.postern.route.RememberedMx;
import io.postern.smtp.Domain;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What the admin listener asks of this node. */
final class NodeActions implements AdminActions {

    /** A page of more is of no use to anybody and takes the event loop's time. */
    private static final int MOST_MX_ANSWERS = 1_000;

    private static final int MOST_HOPS = 1_000;

    private final Node node;
    private final Siblings siblings;
    /** Ids on their way out: asked twice at once, a message still leaves once. */
    private final Set<String> releasing = ConcurrentHashMap.newKeySet();

    NodeActions(Node node) {
        this.node = node;
        this.siblings = new Siblings(node.vertx(), node.config().admin().token(), () -> node.cluster().view());
    }

    @Override
    public String hostname() {
        return node.config().hostname();
    }

    @Override
    public JsonObject node() {
        var view = node.view();
        return new JsonObject()
                .put("name", view.name())
                .put("version", view.version())
                .put("state", view.state())
                .put("load", view.load())
                .put("sessions", view.sessions())
                .put("ports", new JsonArray(node.ports()))
                .put("bodyMemoryOctets", node.bodies().memoryOctets())
                .put("bodySpilledOctets", node.bodies().spilledOctets())
                .put("quarantined", node.quarantine().count());
    }

    @Override
    public ClusterView cluster() {
        return node.cluster().view();
    }

    /** Called on the admin listener's loop, as are the answers. */
    @Override
    public Future<JsonObject> explain(String recipient) {
        return explainAlone(recipient).compose(plan -> siblings.beliefs(recipient, plan).map(beliefs ->
                beliefs.isEmpty() ? plan : plan.put("siblings", beliefs)));
    }

    @Override
    public Future<JsonObject> explainAlone(String recipient) {
        var domain = Domain.parse(recipient.substring(recipient.lastIndexOf('@') + 1)).orElseThrow();
        return node.generation().router().explain(domain).map(explanation ->
                explanation.toJson().put("recipient", recipient).put("node", hostname()));
    }

    @Override
    public JsonArray hops() {
        return new JsonArray(node.hops().reports().stream().limit(MOST_HOPS).map(HopReport::toJson).toList());
    }

    @Override
    public boolean resetHop(InetSocketAddress hop) {
        return node.hops().reset(hop);
    }

    @Override
    public JsonObject mxCache() {
        var router = node.generation().router();
        var answers = router.remembered().limit(MOST_MX_ANSWERS).map(RememberedMx::toJson).toList();
        return new JsonObject().put("size", router.rememberedCount()).put("answers", new JsonArray(answers));
    }

    @Override
    public Future<Void> forgetMx(Domain domain) {
        return node.generation().router().forget(domain);
    }

    @Override
    public Future<JsonArray> quarantine() {
        return node.quarantine().list().map(messages ->
                new JsonArray(messages.stream().map(QuarantinedMessage::toJson).toList()));
    }

    @Override
    public Future<Optional<JsonObject>> quarantined(String id) {
        return node.quarantine().find(id).map(found -> found.map(QuarantinedMessage::toJson));
    }

    @Override
    public Future<Optional<Download>> quarantinedContent(String id) {
        return node.quarantine().find(id).compose(found -> found.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : node.quarantine().content(id).map(content -> {
                    var stream = new InputStreamReadStream(node.vertx().getOrCreateContext(), content);
                    return Optional.of(new Download(stream, stream::close));
                }));
    }

    @Override
    public Future<Boolean> deleteQuarantined(String id) {
        return node.quarantine().delete(id);
    }

    /** Runs on the loop that owns the relay. */
    @Override
    public Future<Optional<JsonObject>> release(String id) {
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

    @Override
    public void drain() {
        Thread.ofPlatform().name("drain").start(node::stop);
    }

    @Override
    public Future<List<String>> reload() {
        return node.vertx().executeBlocking(node::reload);
    }
}
