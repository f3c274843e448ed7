package io.postern.world;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** Takes spans as an OpenTelemetry collector does: OTLP over HTTP, in protobuf. */
public final class Collector implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public Collector() {
        server = vertx.createHttpServer(new HttpServerOptions().setDecompressionSupported(true))
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    private void take(HttpServerRequest request, Buffer body) {
        try {
            ExportTraceServiceRequest.parseFrom(body.getBytes()).getResourceSpansList().forEach(resource ->
                    resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
        } catch (InvalidProtocolBufferException notOtlp) {
            request.response().setStatusCode(400).end();
            return;
        }
        request.response().putHeader("Content-Type", "application/x-protobuf")
                .end(Buffer.buffer(ExportTraceServiceResponse.getDefaultInstance().toByteArray()));
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.actualPort() + "/v1/traces";
    }

    public List<Span> spans() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
