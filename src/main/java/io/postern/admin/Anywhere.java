package io.postern.admin;

import java.util.Optional;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What is asked of one message, answered by the node that keeps it, whichever is asked; of one that is gone, by a node that
 * knows what became of it. A node that asks for another is answered with what is here.
 */
final class Anywhere implements Resource {

    private static final String NOT_THERE = "HTTP 404";

    private final AdminActions node;
    private final Resource own;

    Anywhere(AdminActions node, Resource own) {
        this.node = node;
        this.own = own;
    }

    @Override
    public Future<Answer> answer(Call call) {
        if (call.headers().contains(AdminServer.MEANT_NODE) || call.query().contains("nodes")) {
            return own.answer(call);
        }
        return node.quarantined(call.id()).compose(here -> here.isPresent() ? own.answer(call)
                : node.siblings("/api/v1/quarantine/" + call.id() + "/audit?limit=1").compose(others -> elsewhere(call, others)));
    }

    private Future<Answer> elsewhere(Call call, JsonArray others) {
        var keeper = others.stream().map(JsonObject.class::cast)
                .filter(other -> other.getJsonObject("answer", new JsonObject()).getBoolean("kept", false)).findFirst();
        if (keeper.isPresent()) {
            return forwarded(call, keeper.get());
        }
        return own.answer(call).compose(answer -> answer.status() == 404 ? unknownHere(call, others, answer)
                : Future.succeededFuture(answer));
    }

    private Future<Answer> unknownHere(Call call, JsonArray others, Answer notFound) {
        var knowing = others.stream().map(JsonObject.class::cast).filter(other -> other.containsKey("answer")).findFirst();
        if (knowing.isPresent()) {
            return forwarded(call, knowing.get());
        }
        var silent = others.stream().map(JsonObject.class::cast).filter(Anywhere::isSilent).findFirst();
        return Future.succeededFuture(silent.map(each -> Problem.unanswered(
                each.getString("node") + " may have it: " + each.getString("unanswered"))).orElse(notFound));
    }

    private static boolean isSilent(JsonObject other) {
        return !Optional.ofNullable(other.getString("unanswered")).orElse(NOT_THERE).equals(NOT_THERE);
    }

    private Future<Answer> forwarded(Call call, JsonObject other) {
        return node.forward(other.getString("node"), call.method(), call.uriWithout("node"), call.by()).map(AdminServer::answer);
    }
}
