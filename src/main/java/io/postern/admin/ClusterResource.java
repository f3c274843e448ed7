package io.postern.admin;

import java.util.TreeMap;

import io.postern.observe.NodeView;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The cluster as this node sees it: {@code gridUp}, {@code alone} and {@code nodes}. */
final class ClusterResource implements Resource {

    private final AdminActions node;

    ClusterResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        var view = node.cluster();
        var nodes = new JsonArray();
        view.nodes().forEach(each -> nodes.add(json(each)));
        return Future.succeededFuture(Answer.json(200,
                new JsonObject().put("gridUp", view.gridUp()).put("alone", view.isAlone()).put("nodes", nodes)));
    }

    private static JsonObject json(NodeView node) {
        return new JsonObject()
                .put("name", node.name())
                .put("state", node.state())
                .put("load", node.load())
                .put("loadParts", new JsonObject(new TreeMap<String, Object>(node.parts())))
                .put("sessions", node.sessions())
                .put("version", node.version())
                .put("names", new JsonArray(node.names()))
                .put("addresses", new JsonArray(node.addresses()))
                .put("adminUrl", node.adminUrl())
                .put("ageMillis", node.ageMillis());
    }
}
