package io.postern.admin;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.postern.observe.ClusterView;
import io.postern.observe.NodeView;
import io.postern.quarantine.DigestLink;
import io.postern.quarantine.QuarantineQuery;
import io.postern.quarantine.ReleaseOptions;
import io.postern.smtp.Domain;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A node with one message, {@code m1}, in quarantine; it remembers what was asked of it. */
final class FakeNode implements AdminActions {

    static final String CONTENT = "Subject: kept\r\n\r\n.dot\r\n";

    final List<String> asked = new ArrayList<>();
    volatile List<String> reloadProblems = List.of();
    volatile boolean hopTakes = true;
    final Semaphore downloadsClosed = new Semaphore(0);
    volatile Duration pause = Duration.ZERO;
    private final Vertx vertx;
    private final String contentFile;

    FakeNode(Vertx vertx, String contentFile) {
        this.vertx = vertx;
        this.contentFile = contentFile;
    }

    private void asked(String what) {
        synchronized (asked) {
            asked.add(what);
        }
    }

    List<String> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    @Override
    public String hostname() {
        return "MX1.example.com";
    }

    @Override
    public List<String> names() {
        return List.of("mx-0.postern-grid");
    }

    @Override
    public JsonObject node() {
        return new JsonObject().put("name", "mx1.example.com").put("state", "ready");
    }

    @Override
    public ClusterView cluster() {
        return ClusterView.alone(() ->
                new NodeView("mx1.example.com", "ready", 0.5, 3, "1", List.of("mx1.example.com"), List.of(), "", 0));
    }

    @Override
    public Future<JsonObject> explain(String recipient) {
        asked("explain " + recipient);
        return recipient.startsWith("bug@")
                ? Future.failedFuture(new IllegalStateException("secret words"))
                : vertx.timer(1 + pause.toMillis(), TimeUnit.MILLISECONDS)
                        .map(fired -> new JsonObject().put("recipient", recipient));
    }

    @Override
    public Future<JsonObject> explainAlone(String recipient) {
        asked("explain alone " + recipient);
        return Future.succeededFuture(new JsonObject().put("recipient", recipient));
    }

    @Override
    public JsonArray hops() {
        return new JsonArray().add(new JsonObject().put("hop", "198.51.100.1:25"));
    }

    @Override
    public boolean resetHop(InetSocketAddress hop) {
        asked("reset " + hop);
        return hop.getPort() == 25;
    }

    @Override
    public JsonObject mxCache() {
        return new JsonObject().put("size", 1).put("answers", new JsonArray());
    }

    @Override
    public Future<Void> forgetMx(Domain domain) {
        asked("forget " + domain);
        return Future.succeededFuture();
    }

    @Override
    public Future<JsonObject> quarantine(QuarantineQuery query, Optional<String> after, int most) {
        asked("quarantine " + query + " " + after + " " + most);
        return Future.succeededFuture(
                new JsonObject().put("messages", new JsonArray().add(new JsonObject().put("id", "m1"))).put("total", 1));
    }

    @Override
    public Future<Optional<JsonObject>> preview(String id, Requester by) {
        return Future.succeededFuture(has(id).map(known -> new JsonObject().put("id", known).put("text", "hello")));
    }

    @Override
    public JsonObject series(int seconds) {
        return new JsonObject().put("samples", new JsonArray().add(seconds));
    }

    @Override
    public JsonArray deferrals() {
        return new JsonArray().add(new JsonObject().put("id", "m0"));
    }

    @Override
    public Future<JsonArray> siblings(String uri) {
        asked("siblings " + uri);
        return Future.succeededFuture(new JsonArray().add(new JsonObject().put("node", "mx2.example.com").put("unanswered", uri.contains("/quarantine/") ? "HTTP 404" : "late")));
    }

    @Override
    public Future<Forwarding> forward(String name, HttpMethod method, String uri, Requester by) {
        asked("forward " + name + " " + method + " " + uri);
        return switch (name) {
            case "mx2.example.com" -> vertx.fileSystem().open(contentFile, new OpenOptions().setRead(true).setWrite(false))
                    .map(file -> new Forwarding.Answered(418, Map.of("Content-Type", "text/x-teapot"), download(file).orElseThrow()));
            case "mx3.example.com" -> Future.succeededFuture(new Forwarding.Unanswered("refused"));
            default -> Future.succeededFuture(new Forwarding.NoSuchNode());
        };
    }

    @Override
    public Future<Optional<JsonObject>> quarantined(String id) {
        return Future.succeededFuture(has(id).map(known -> new JsonObject().put("id", known)));
    }

    @Override
    public Future<Optional<Download>> quarantinedContent(String id, Requester by) {
        if (has(id).isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return vertx.fileSystem().open(contentFile, new OpenOptions().setRead(true).setWrite(false)).map(this::download);
    }

    private Optional<Download> download(AsyncFile file) {
        return Optional.of(new Download(file, () -> {
            downloadsClosed.release();
            return file.close();
        }));
    }

    @Override
    public Future<Boolean> deleteQuarantined(String id, Requester by) {
        asked("delete " + id);
        return Future.succeededFuture(has(id).isPresent());
    }

    @Override
    public Future<Optional<JsonObject>> release(String id, ReleaseOptions options, Requester by) {
        asked("release " + id + (options.equals(ReleaseOptions.PLAIN) ? "" : " " + options));
        return Future.succeededFuture(has(id).map(known -> new JsonObject()
                .put("released", hopTakes).put("reply", hopTakes ? "250 2.0.0 taken" : "550 5.1.1 nobody")));
    }

    @Override
    public Future<Optional<JsonObject>> audit(String id, Optional<Instant> until, int most) {
        return Future.succeededFuture(Optional.of(new JsonObject().put("entries", new JsonArray()).put("kept", has(id).isPresent())));
    }

    @Override
    public Future<JsonObject> tell(String name, String uri, Requester by) {
        return Future.failedFuture(new IllegalStateException("no such node"));
    }

    /** Links are the ids of messages after a word. */
    @Override
    public Optional<DigestLink> readLink(String text) {
        return Optional.of(text).filter(link -> link.startsWith("good-"))
                .map(link -> new DigestLink(link.substring("good-".length()), "b@next.test", Instant.MAX));
    }

    @Override
    public Future<Optional<JsonObject>> linked(DigestLink link) {
        return quarantined(link.id());
    }

    @Override
    public Future<JsonObject> follow(DigestLink link, String client) {
        asked("follow " + link.id());
        return Future.succeededFuture(new JsonObject().put("released", true));
    }

    @Override
    public boolean hasRoute(String name) {
        return name.equals("own");
    }

    @Override
    public void drain() {
        asked("drain");
    }

    @Override
    public Future<List<String>> reload() {
        asked("reload");
        return Future.succeededFuture(reloadProblems);
    }

    private static Optional<String> has(String id) {
        return Optional.of(id).filter("m1"::equals);
    }
}
