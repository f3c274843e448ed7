package io.postern.loadtest;

import java.util.Optional;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * The sink's ledger and script over HTTP: {@code GET /} counts, {@code GET /ledger?run=} one run's messages,
 * {@code DELETE /ledger} forgets all, {@code GET} and {@code PUT /script} one rule a line, {@code GET /metrics}.
 */
final class SinkHttp {

    private static final int MOST_SCRIPT_OCTETS = 64 << 10;

    private final CountingSink sink;

    private SinkHttp(CountingSink sink) {
        this.sink = sink;
    }

    static Future<HttpServer> listen(Vertx vertx, CountingSink sink, String host, int port) {
        return vertx.createHttpServer().requestHandler(new SinkHttp(sink)::answer).listen(port, host);
    }

    private void answer(HttpServerRequest request) {
        switch (request.method().name() + " " + request.path()) {
            case "GET /" -> json(request, sink.ledger().summary().put("sessions", sink.sessions().get())
                    .put("refusals", sink.refusals().get()));
            case "GET /ledger" -> json(request, sink.ledger()
                    .account(Optional.ofNullable(request.getParam("run")).orElse("")).toJson()
                    .put("strangers", sink.ledger().strangers()));
            case "DELETE /ledger" -> {
                sink.ledger().clear();
                request.response().setStatusCode(204).end();
            }
            case "GET /script" -> request.response().putHeader("Content-Type", "text/plain")
                    .end(sink.script().toString());
            case "PUT /script" -> script(request);
            case "GET /metrics" -> request.response().putHeader("Content-Type", PrometheusText.CONTENT_TYPE).end(metrics());
            default -> request.response()
                    .setStatusCode(request.method().equals(HttpMethod.GET) ? 404 : 405).end();
        }
    }

    private void script(HttpServerRequest request) {
        var body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > MOST_SCRIPT_OCTETS) {
                request.connection().close();
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(_ -> {
            try {
                sink.follow(SinkScript.parse(body.toString()));
                request.response().setStatusCode(204).end();
            } catch (IllegalArgumentException wrong) {
                request.response().setStatusCode(400).putHeader("Content-Type", "text/plain").end(wrong.getMessage() + "\n");
            }
        });
    }

    private String metrics() {
        var ledger = sink.ledger();
        return new PrometheusText()
                .metric("postern_sink_messages_total", "counter", "Messages taken")
                .sample("postern_sink_messages_total", ledger.messages())
                .metric("postern_sink_octets_total", "counter", "Octets of messages taken, in wire form")
                .sample("postern_sink_octets_total", ledger.octets())
                .metric("postern_sink_refusals_total", "counter", "Answers and dropped connections that the script asked for")
                .sample("postern_sink_refusals_total", sink.refusals().get())
                .metric("postern_sink_strangers_total", "counter", "Messages that no generator made")
                .sample("postern_sink_strangers_total", ledger.strangers())
                .metric("postern_sink_sessions", "gauge", "Open sessions")
                .sample("postern_sink_sessions", sink.sessions().get()).toString();
    }

    private static void json(HttpServerRequest request, JsonObject answer) {
        request.response().putHeader("Content-Type", "application/json").end(answer.encode() + "\n");
    }
}
