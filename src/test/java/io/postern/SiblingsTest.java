package io.postern;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.postern.admin.Forwarding;
import io.postern.admin.Requester;
import io.postern.config.Secret;
import io.postern.observe.ClusterView;
import io.postern.observe.NodeView;
import io.postern.quarantine.QuarantineStore;
import io.postern.world.ClosedPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What comes back from the other nodes of a cluster, small HTTP servers here, and what is said of those that fail. */
class SiblingsTest {

    private static final Requester ALICE = new Requester("alice", "192.0.2.1");

    private final Vertx vertx = Vertx.vertx();
    private final List<NodeView> nodes = new ArrayList<>(List.of(view("mx1.test", "ready", "http://127.0.0.1:9")));
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() {
        over.countDown();
        servers.forEach(server -> server.stop(0));
        vertx.close().await();
    }

    @Test
    void siblingThatSeesTheSameAgreesAndIsAskedForItselfOnly() throws Exception {
        sibling("mx2.test", plan("mx2.test", false));
        var belief = beliefs().getJsonObject(0);
        assertEquals("mx2.test", belief.getString("node"));
        assertTrue(belief.getBoolean("agrees"), belief::encode);
        assertEquals(List.of("/api/v1/explain?nodes=self&rcpt=a%2Bb%40next.test Bearer t for mx2.test"), asked);
    }

    @Test
    void siblingThatHoldsAHopForBadDisagrees() throws Exception {
        sibling("mx2.test", plan("mx2.test", true));
        assertFalse(beliefs().getJsonObject(0).getBoolean("agrees"));
    }

    @Test
    void refusalSilenceAndNonsenseArePartOfTheAnswer() throws Exception {
        try (var nobody = new ClosedPort()) {
            nodes.add(view("mx2.test", "ready", "http://127.0.0.1:" + nobody.address().getPort()));
            nodes.add(view("mx3.test", "busy", ""));
            sibling("mx4.test", "{\"node\":");
            sibling("mx5.test", "hang");
            nodes.add(view("mx6.test", "gone", "http://127.0.0.1:9"));
            var beliefs = beliefs();
            assertEquals(4, beliefs.size(), beliefs::encode);
            for (int i = 0; i < beliefs.size(); i++) {
                assertFalse(beliefs.getJsonObject(i).getString("unanswered", "").isEmpty(), beliefs::encode);
            }
        }
    }

    @Test
    void aSiblingHasTimeToWaitForItsStoreAndToAnswer() {
        assertTrue(Siblings.PATIENCE_MILLIS - QuarantineStore.REFRESH.toMillis() >= 500, "or it would seem silent at its first list");
    }

    @Test
    void answerOfAnotherNodeIsNotTakenForTheSiblings() throws Exception {
        sibling("mx2.test", plan("mx1.test", false));
        assertTrue(beliefs().getJsonObject(0).getString("unanswered").startsWith("another node answers at http"));
    }

    @Test
    void anyQuestionIsAnsweredByEachUnderItsName() throws Exception {
        sibling("mx2.test", "{\"hops\":[]}");
        nodes.add(view("mx3.test", "busy", ""));
        var answers = get(siblings().answers("/api/v1/hops"));
        assertEquals(new JsonObject().put("hops", new JsonArray()), answers.getJsonObject(0).getJsonObject("answer"));
        assertTrue(answers.getJsonObject(1).getString("unanswered").startsWith("its admin URL is none"), answers::encode);
        assertEquals(List.of("/api/v1/hops Bearer t for mx2.test"), asked);
    }

    @Test
    void answerAsLongAsTheLongestDescriptionIsReadAndOneWithoutBoundsIsNot() throws Exception {
        sibling("mx2.test", "{\"messages\":[\"" + "x".repeat(4 << 20) + "\"]}");
        sibling("mx3.test", "{\"messages\":[\"" + "x".repeat(6 << 20) + "\"]}");
        var answers = get(siblings().answers("/api/v1/quarantine"));
        assertTrue(answers.getJsonObject(0).containsKey("answer"), () -> answers.getJsonObject(0).getString("unanswered"));
        assertTrue(answers.getJsonObject(1).getString("unanswered", "").startsWith("its answer is longer than "));
    }

    @Test
    void requestIsForwardedToTheNodeThatIsMeantAndNoOther() throws Exception {
        sibling("mx2.test", "whatever");
        sibling("mx3.test", "wrong");
        var forwarding = (Forwarding.Answered) get(siblings().forward("mx2.test", HttpMethod.DELETE, "/api/v1/x?y=z", ALICE));
        assertEquals(200, forwarding.status());
        assertEquals("8", forwarding.headers().get("Content-Length"));
        get(forwarding.body().close().get());
        assertEquals(List.of("/api/v1/x?y=z Bearer t for mx2.test"), asked);
        assertInstanceOf(Forwarding.NoSuchNode.class, get(siblings().forward("mx9.test", HttpMethod.GET, "/", ALICE)));
        assertInstanceOf(Forwarding.NoSuchNode.class, get(siblings().forward("mx1.test", HttpMethod.GET, "/", ALICE)));
        var wrong = assertInstanceOf(Forwarding.Unanswered.class, get(siblings().forward("mx3.test", HttpMethod.POST, "/", ALICE)));
        assertTrue(wrong.why().startsWith("another node answers at http"), wrong::why);
    }

    private JsonArray beliefs() throws Exception {
        return get(siblings().beliefs("a+b@next.test", new JsonObject(plan("mx1.test", false))));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Siblings siblings() {
        ClusterView alone = ClusterView.alone(nodes::getFirst);
        var cluster = new ClusterView() {
            @Override
            public List<NodeView> nodes() {
                return List.copyOf(nodes);
            }

            @Override
            public boolean gridUp() {
                return true;
            }

            @Override
            public boolean isMember(InetAddress address) {
                return alone.isMember(address);
            }

            @Override
            public boolean anotherReady() {
                return true;
            }

            @Override
            public java.util.Set<String> memberNames() {
                return alone.memberNames();
            }
        };
        return new Siblings(vertx, Optional.of(new Secret("t")), () -> cluster);
    }

    private void sibling(String name, String body) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", call -> {
            asked.add(call.getRequestURI() + " " + call.getRequestHeaders().getFirst("Authorization")
                    + " for " + call.getRequestHeaders().getFirst("Postern-Node"));
            if (body.equals("hang")) {
                await();
            }
            var octets = body.getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(body.equals("wrong") ? 421 : 200, octets.length);
            call.getResponseBody().write(octets);
            call.close();
        });
        server.start();
        servers.add(server);
        nodes.add(view(name, "ready", "http://127.0.0.1:" + server.getAddress().getPort()));
    }

    private void await() throws IOException {
        try {
            over.await();
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }

    private static String plan(String node, boolean bad) {
        return new JsonObject().put("node", node).put("result", "to").put("candidates", new JsonArray().add(new JsonObject()
                .put("host", "hop.test").put("address", "192.0.2.1").put("preference", 10).put("bad", bad)
                .put("sharePercent", 100).put("health", new JsonObject().put("hop", "192.0.2.1:25").put("state", "closed"))))
                .encode();
    }

    private static NodeView view(String name, String state, String adminUrl) {
        return new NodeView(name, state, 0, 0, "test", List.of(name), List.of(), adminUrl, 0);
    }
}
