package io.postern.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What one node answers, or with {@code ?nodes=all} what each node of the cluster does: {@code nodes}, this one first, each
 * with its {@code answer} or the reason why it is {@code unanswered}.
 */
final class Everywhere implements Resource {

    private final AdminActions node;
    private final Resource own;

    Everywhere(AdminActions node, Resource own) {
        this.node = node;
        this.own = own;
    }

    @Override
    public Future<Answer> answer(Call call) {
        if (!call.only("nodes").equals("all")) {
            return own.answer(call);
        }
        var others = node.siblings(call.uriWithout("nodes"));
        return own.answer(call).compose(answer -> answer instanceof Answer.Whole whole && whole.status() == 200
                ? others.map(answers -> together(whole, answers))
                : Future.succeededFuture(answer));
    }

    private Answer together(Answer.Whole ours, JsonArray others) {
        var nodes = new JsonArray().add(new JsonObject()
                .put("node", node.hostname()).put("state", node.node().getString("state")).put("answer", ours.body().toJsonObject()));
        others.forEach(nodes::add);
        return Answer.json(200, new JsonObject().put("nodes", nodes));
    }
}
