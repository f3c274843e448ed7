package io.postern.admin;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.postern.config.Config;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.observe.Readiness;
import io.postern.quarantine.DamagedMessage;
import io.postern.quarantine.KeyMissing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.event.Level;

/**
 * The admin listener: takes a request through route table and gate to its resource and writes the answer. One event loop
 * serves it all, the one of the context that calls {@link #start()}.
 */
public final class AdminServer {

    /** No request of this API needs a body; a small one is read and dropped. */
    private static final int MAX_BODY_OCTETS = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Longer than a release may take: budget and dot reply end under 9 min 30 s. */
    private static final int STALLED_SECONDS = 600;
    /** Which node a request is for; sent by its siblings, that may have been given a wrong address. */
    public static final String MEANT_NODE = "Postern-Node";
    /** For whom a sibling asks; believed of whoever has the token that nodes show each other. */
    public static final String FOR = "Postern-For";
    private static final Map<String, String> SECURITY = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin");

    private final HttpServer server;
    private final AdminConnections connections;
    private final RouteTable routes;
    private final Gate gate;
    private final Metrics metrics;
    private final AdminActions node;

    /** {@code metrics}, {@code readiness} and {@code node} stay their owner's. */
    public AdminServer(Vertx vertx, Config.Admin config, Metrics metrics, Readiness readiness, AdminActions node) {
        this(vertx, config, metrics, readiness, node, PATIENCE);
    }

    /** {@code patience}: how long a connection may take to bring a whole request. */
    AdminServer(
            Vertx vertx, Config.Admin config, Metrics metrics, Readiness readiness, AdminActions node, Duration patience) {
        this.metrics = metrics;
        this.node = node;
        this.routes = LinkPage.into(Console.into(Routes.of(vertx, metrics, readiness, node), vertx), node);
        this.gate = new Gate(config, names(config, node));
        this.connections = new AdminConnections(vertx, patience);
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(config.bind().getHostString())
                .setPort(config.bind().getPort())
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(4 << 10)
                .setMaxHeaderSize(8 << 10)
                .setIdleTimeout(STALLED_SECONDS));
    }

    /** Listens; the port is the one really bound. */
    public Future<Integer> start() {
        return server
                .connectionHandler(connections::opened)
                .requestHandler(this::handle)
                .invalidRequestHandler(AdminServer::refuse)
                .exceptionHandler(gone -> { })
                .listen()
                .map(HttpServer::actualPort);
    }

    /** Stops listening and closes all connections. */
    public Future<Void> close() {
        return server.close();
    }

    private static Set<String> names(Config.Admin config, AdminActions node) {
        var names = new HashSet<String>();
        names.add(config.bind().getHostString().toLowerCase(Locale.ROOT));
        names.add(node.hostname().toLowerCase(Locale.ROOT));
        node.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return Set.copyOf(names);
    }

    private void handle(HttpServerRequest request) {
        var connection = request.connection();
        connections.requested(connection);
        request.exceptionHandler(gone -> { });
        var body = new BodyMeter(MAX_BODY_OCTETS, connection);
        request.handler(body);
        answer(request)
                .otherwise(thrown -> failed(request, thrown))
                .compose(answer -> write(request, answer))
                .onComplete(done -> connections.answered(connection));
    }

    private Future<Answer> answer(HttpServerRequest request) {
        if (BodyMeter.announced(request.headers()) > MAX_BODY_OCTETS) {
            return Future.succeededFuture(Problem.tooLarge());
        }
        return switch (routes.match(request.method(), Optional.ofNullable(request.path()).orElse(""))) {
            case RouteTable.Match.Nothing() -> Future.succeededFuture(Problem.notFound());
            case RouteTable.Match.WrongMethod(String allow) -> Future.succeededFuture(Problem.wrongMethod(allow));
            case RouteTable.Match.Found(var route, String id) -> answer(request, route, id);
        };
    }

    private Future<Answer> answer(HttpServerRequest request, RouteTable.Route route, String id) {
        if (route.access() == RouteTable.Access.TOKEN) {
            var refusal = gate.refusal(request.method(), request.headers());
            if (refusal.isPresent()) {
                return Future.succeededFuture(refusal.get());
            }
        }
        Call call;
        try {
            call = new Call(request.method(), request.path(), id, request.params(), request.headers(), requester(request));
        } catch (IllegalArgumentException badEscape) {
            return Future.succeededFuture(Problem.badRequest("the query is not well-formed"));
        }
        try {
            return route.access() == RouteTable.Access.TOKEN ? answer(route, call) : route.resource().answer(call);
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    /** With {@code ?node=} another node's answer; one that was asked for another node's says that it is not that one. */
    private Future<Answer> answer(RouteTable.Route route, Call call) {
        var meant = call.headers().getAll(MEANT_NODE);
        if (!meant.isEmpty() && !(meant.size() == 1 && meant.getFirst().equalsIgnoreCase(node.hostname()))) {
            return Future.succeededFuture(Problem.anotherNode());
        }
        var other = call.only("node");
        return other.isEmpty() || other.equalsIgnoreCase(node.hostname())
                ? route.resource().answer(call)
                : node.forward(other, call.method(), call.uriWithout("node"), call.by()).map(AdminServer::answer);
    }

    private Requester requester(HttpServerRequest request) {
        var own = new Requester(gate.bearer(request.headers()), request.remoteAddress().hostAddress());
        var told = request.headers().getAll(FOR);
        return own.name().equals(Requester.ADMIN) && told.size() == 1 && request.headers().contains(MEANT_NODE)
                ? Requester.read(told.getFirst()).orElse(own) : own;
    }

    static Answer answer(Forwarding forwarding) {
        return switch (forwarding) {
            case Forwarding.Answered(var status, var _, var body) when status == 204 -> {
                body.close().get();
                yield Answer.empty();
            }
            case Forwarding.Answered(var status, var headers, var body) -> new Answer.Streamed(status, headers, body);
            case Forwarding.NoSuchNode _ -> Problem.noSuchNode();
            case Forwarding.Unanswered(var why) -> Problem.unanswered(why);
        };
    }

    private Answer failed(HttpServerRequest request, Throwable thrown) {
        if (thrown instanceof DamagedMessage || thrown instanceof KeyMissing) {
            metrics.alert("quarantine-unreadable");
            MailLog.limited(Level.ERROR, "quarantine-unreadable", "cause", thrown.getMessage());
            return Problem.unreadable(thrown.getMessage());
        }
        metrics.internalError();
        MailLog.limited(Level.ERROR, "admin-failed", "method", request.method(), "path", request.path(), thrown);
        return Problem.internal();
    }

    /** RFC 9110 §9.3.2: HEAD gets the fields of GET and no body. */
    private Future<Void> write(HttpServerRequest request, Answer answer) {
        var response = request.response().setStatusCode(answer.status());
        SECURITY.forEach(response::putHeader);
        answer.headers().forEach(response::putHeader);
        audit(request, answer);
        boolean head = request.method().equals(HttpMethod.HEAD);
        return switch (answer) {
            case Answer.Whole whole -> {
                response.exceptionHandler(gone -> { });
                if (whole.status() != 204 && whole.status() != 304) {
                    response.putHeader("Content-Length", Integer.toString(whole.body().length()));
                }
                var written = head ? response.end() : response.end(whole.body());
                yield "close".equals(whole.headers().get("Connection"))
                        ? written.eventually(() -> request.connection().close())
                        : written;
            }
            case Answer.Streamed streamed -> (head ? response.end() : response.send(streamed.download().stream()))
                    .onFailure(broken -> request.connection().close())
                    .eventually(streamed.download().close()::get);
        };
    }

    /** Whoever changes something or takes out a message leaves a line. */
    private void audit(HttpServerRequest request, Answer answer) {
        boolean changes = !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD);
        if (changes || answer instanceof Answer.Streamed) {
            MailLog.event(Level.INFO, "admin-request", "method", request.method(), "path", request.path(),
                    "status", answer.status(), "who", requester(request).name(), "client", request.remoteAddress().hostAddress());
        }
    }

    /** What Netty could not make a request of. */
    private static void refuse(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        var answer = (Answer.Whole) Problem.malformed(switch (cause) {
            case TooLongHttpLineException line -> 414;
            case TooLongHttpHeaderException header -> 431;
            case null, default -> 400;
        });
        var response = request.response().setStatusCode(answer.status());
        SECURITY.forEach(response::putHeader);
        answer.headers().forEach(response::putHeader);
        response.end(answer.body()).onComplete(written -> request.connection().close());
    }
}
