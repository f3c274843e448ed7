package io.postern.admin;

import java.util.Optional;
import java.util.function.Predicate;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What is asked of one message, answered by the node that keeps it, whichever is asked; where the past counts, of one that is
 * gone by a node that knows what became of it. A node that asks for another is answered with what is here.
 */
final class Anywhere implements Resource {

    private static final String NOT_THERE = "HTTP 404";

    /** What the other nodes are asked about a message that nobody keeps: what became of it is dear to find out. */
    private enum Gone { GONE, REMEMBERED }

    private final AdminActions node;
    private final Resource own;
    private final Gone gone;

    private Anywhere(AdminActions node, Resource own, Gone gone) {
        this.node = node;
        this.own = own;
        this.gone = gone;
    }

    /** For what can be asked only of a message that is kept. */
    static Anywhere ofKept(AdminActions node, Resource own) {
        return new Anywhere(node, own, Gone.GONE);
    }

    /** For what has an answer, too, when the message is gone. */
    static Anywhere ofRemembered(AdminActions node, Resource own) {
        return new Anywhere(node, own, Gone.REMEMBERED);
    }

    @Override
    public Future<Answer> answer(Call call) {
        if (call.headers().contains(AdminServer.MEANT_NODE) || call.query().contains("nodes")) {
            return own.answer(call);
        }
        return node.quarantined(call.id()).compose(here -> here.isPresent() ? own.answer(call)
                : node.siblings("/api/v1/quarantine/" + call.id()).compose(others -> elsewhere(call, others)));
    }

    private Future<Answer> elsewhere(Call call, JsonArray others) {
        var keeper = first(others, Anywhere::answers);
        if (keeper.isPresent()) {
            return forwarded(call, keeper.get());
        }
        return own.answer(call).compose(answer -> answer.status() != 404 ? Future.succeededFuture(answer)
                : gone == Gone.GONE ? Future.succeededFuture(silence(others).orElse(answer))
                : node.siblings("/api/v1/quarantine/" + call.id() + "/audit?limit=1").compose(pasts -> unknownHere(call, pasts, answer)));
    }

    private Future<Answer> unknownHere(Call call, JsonArray pasts, Answer notFound) {
        return first(pasts, Anywhere::answers).map(knowing -> forwarded(call, knowing))
                .orElseGet(() -> Future.succeededFuture(silence(pasts).orElse(notFound)));
    }

    private static Optional<Answer> silence(JsonArray others) {
        return first(others, other -> !other.getString("unanswered", NOT_THERE).equals(NOT_THERE))
                .map(silent -> Problem.unanswered(silent.getString("node") + " may have it: " + silent.getString("unanswered")));
    }

    private static boolean answers(JsonObject other) {
        return other.containsKey("answer");
    }

    private static Optional<JsonObject> first(JsonArray others, Predicate<JsonObject> wanted) {
        return others.stream().map(JsonObject.class::cast).filter(wanted).findFirst();
    }

    private Future<Answer> forwarded(Call call, JsonObject other) {
        return node.forward(other.getString("node"), call.method(), call.uriWithout("node"), call.by()).map(AdminServer::answer);
    }
}
