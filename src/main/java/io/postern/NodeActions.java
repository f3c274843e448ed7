package io.postern;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.postern.admin.AdminActions;
import io.postern.admin.Download;
import io.postern.admin.Forwarding;
import io.postern.admin.Requester;
import io.postern.observe.ClusterView;
import io.postern.quarantine.DigestLink;
import io.postern.quarantine.QuarantineQuery;
import io.postern.quarantine.ReleaseOptions;
import io.postern.route.HopReport;
import io.postern.route.RememberedMx;
import io.postern.smtp.Domain;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What the admin listener asks of this node. */
final class NodeActions implements AdminActions {

    /** A page of more is of no use to anybody and takes the event loop's time. */
    private static final int MOST_MX_ANSWERS = 1_000;

    private static final int MOST_HOPS = 1_000;

    private final Node node;
    private final Siblings siblings;
    private final QuarantineDesk quarantine;
    private final ReleaseDesk releases;
    private final LinkDesk links;

    NodeActions(Node node) {
        this.node = node;
        this.quarantine = new QuarantineDesk(node, node.audit());
        this.releases = new ReleaseDesk(node, node.marks(), node.audit());
        this.siblings = new Siblings(node.vertx(), node.config().admin().token(), () -> node.cluster().view());
        this.links = new LinkDesk(node, siblings, releases);
    }

    @Override
    public String hostname() {
        return node.config().hostname();
    }

    @Override
    public List<String> names() {
        return node.generation().config().identity().names();
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
    public boolean hasRoute(String name) {
        return node.generation().config().routes().stream().anyMatch(route -> route.name().equals(name));
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
    public Future<JsonObject> quarantine(QuarantineQuery query, Optional<String> after, int most) {
        return quarantine.list(query, after, most);
    }

    @Override
    public Future<Optional<JsonObject>> quarantined(String id) {
        return quarantine.find(id);
    }

    @Override
    public Future<Optional<JsonObject>> preview(String id, Requester by) {
        return quarantine.preview(id, by);
    }

    @Override
    public Future<Optional<Download>> quarantinedContent(String id, Requester by) {
        return quarantine.content(id, by);
    }

    @Override
    public Future<Boolean> deleteQuarantined(String id, Requester by) {
        return quarantine.delete(id, by);
    }

    @Override
    public Future<Optional<JsonObject>> release(String id, ReleaseOptions options, Requester by) {
        return releases.release(id, options, by);
    }

    @Override
    public Future<Optional<JsonObject>> audit(String id, Optional<Instant> until, int most) {
        return quarantine.audit(id, until, most);
    }

    @Override
    public Optional<DigestLink> readLink(String text) {
        return links.read(text);
    }

    @Override
    public Future<Optional<JsonObject>> linked(DigestLink link) {
        return links.view(link);
    }

    @Override
    public Future<JsonObject> follow(DigestLink link, String client) {
        return links.follow(link, client);
    }

    @Override
    public JsonObject series(int seconds) {
        return node.metrics().pulse().toJson(seconds);
    }

    @Override
    public JsonArray deferrals() {
        return node.deferrals().toJson();
    }

    @Override
    public Future<JsonArray> siblings(String uri) {
        return siblings.answers(uri);
    }

    @Override
    public Future<Forwarding> forward(String name, HttpMethod method, String uri, Requester by) {
        return siblings.forward(name, method, uri, by);
    }

    @Override
    public Future<JsonObject> tell(String name, String uri, Requester by) {
        return siblings.told(name, uri, by);
    }

    @Override
    public void drain() {
        Thread.ofPlatform().name("drain").start(node::stop);
    }

    @Override
    public Future<List<String>> reload() {
        return node.vertx().executeBlocking(() -> node.reload(Generations.Trigger.API));
    }
}
