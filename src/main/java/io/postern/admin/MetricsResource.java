package io.postern.admin;

import java.util.EnumMap;
import java.util.Map;

import io.postern.observe.Metrics;
import io.postern.observe.ScrapeFormat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The meters in the format that is wanted, made on a worker; requests that come meanwhile share the answer. */
final class MetricsResource implements Resource {

    private final Vertx vertx;
    private final Metrics metrics;
    private final Map<ScrapeFormat, Future<Answer>> underway = new EnumMap<>(ScrapeFormat.class);

    MetricsResource(Vertx vertx, Metrics metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return underway.compute(ScrapeFormat.of(call.accept()), (format, before) ->
                before != null && !before.isComplete() ? before : vertx.executeBlocking(() ->
                        Answer.text(format.contentType(), metrics.scrape(format)), false));
    }
}
