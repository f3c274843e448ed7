package io.postern.admin;

import io.postern.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The meters in Prometheus' text format, made on a worker; requests that come meanwhile share the answer. */
final class MetricsResource implements Resource {

    private final Vertx vertx;
    private final Metrics metrics;
    private Future<Answer> underway = Future.failedFuture("none yet");

    MetricsResource(Vertx vertx, Metrics metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    @Override
    public Future<Answer> answer(Call call) {
        if (underway.isComplete()) {
            underway = vertx.executeBlocking(() ->
                    Answer.text("text/plain; version=0.0.4; charset=utf-8", metrics.scrape()), false);
        }
        return underway;
    }
}
