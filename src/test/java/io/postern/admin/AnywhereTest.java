package io.postern.admin;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What the other nodes are asked about a message that is not here: first what is cheap to answer. */
class AnywhereTest {

    private static final String ASKED = "siblings /api/v1/quarantine/";

    private final Vertx vertx = Vertx.vertx();
    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close();
    }

    private List<String> asked(BiFunction<AdminActions, Resource, Anywhere> kind, String id, int ownStatus) {
        var node = new FakeNode(vertx, folder.resolve("m1").toString());
        Resource own = _ -> Future.succeededFuture(ownStatus == 404 ? Problem.noSuchMessage() : Answer.empty());
        var call = new Call(HttpMethod.GET, "/api/v1/quarantine/" + id, id, MultiMap.caseInsensitiveMultiMap(),
                MultiMap.caseInsensitiveMultiMap(), new Requester("alice", "192.0.2.1"));
        assertEquals(ownStatus, kind.apply(node, own).answer(call).await().status());
        return node.asked();
    }

    @Test
    void nobodyIsAskedAboutAMessageThatIsHere() {
        assertEquals(List.of(), asked(Anywhere::ofRemembered, "m1", 204));
    }

    @Test
    void whatBecameOfAMessageIsNotAskedWhereItMustBeKept() {
        assertEquals(List.of(ASKED + "gone"), asked(Anywhere::ofKept, "gone", 404));
    }

    @Test
    void whatBecameOfAMessageIsAskedOnceNobodyKeepsItOrKnows() {
        assertEquals(List.of(ASKED + "gone", ASKED + "gone/audit?limit=1"), asked(Anywhere::ofRemembered, "gone", 404));
        assertEquals(List.of(ASKED + "gone"), asked(Anywhere::ofRemembered, "gone", 204));
    }
}
