package io.postern.admin;

import java.util.Map;

import io.postern.observe.Metrics;
import io.postern.observe.Readiness;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;

/** Everything that the admin listener answers; {@code openapi.json} describes it, and a test compares. */
final class Routes {

    private Routes() {
    }

    static RouteTable of(Vertx vertx, Metrics metrics, Readiness readiness, AdminActions node) {
        return new RouteTable()
                .open("/metrics", new MetricsResource(vertx, metrics), HttpMethod.GET)
                .open("/health/live", new LiveResource(), HttpMethod.GET)
                .open("/health/ready", new ReadyResource(readiness), HttpMethod.GET)
                .guarded("/api/v1/openapi.json", new StaticFile(vertx, "/openapi.json", "application/json", Map.of()), HttpMethod.GET)
                .guarded("/api/v1/node", new Everywhere(node, new NodeResource(node)), HttpMethod.GET)
                .guarded("/api/v1/cluster", new ClusterResource(node), HttpMethod.GET)
                .guarded("/api/v1/series", new Everywhere(node, new SeriesResource(node)), HttpMethod.GET)
                .guarded("/api/v1/deferrals", new Everywhere(node, new DeferralsResource(node)), HttpMethod.GET)
                .guarded("/api/v1/explain", new ExplainResource(node), HttpMethod.GET)
                .guarded("/api/v1/mx-cache", new Everywhere(node, new MxCacheResource(node)), HttpMethod.GET)
                .guarded("/api/v1/mx-cache/{domain}", new CachedMxResource(node), HttpMethod.DELETE)
                .guarded("/api/v1/hops", new Everywhere(node, new HopsResource(node)), HttpMethod.GET)
                .guarded("/api/v1/hops/{hop}/reset", new HopResetResource(node), HttpMethod.POST)
                .guarded("/api/v1/quarantine", new QuarantineResource(node), HttpMethod.GET)
                .guarded("/api/v1/quarantine/actions", new BulkResource(node), HttpMethod.POST)
                .guarded("/api/v1/quarantine/audit", new Everywhere(node, new AuditResource(node)), HttpMethod.GET)
                .guarded("/api/v1/quarantine/{id}", Anywhere.ofKept(node, new QuarantinedResource(node)), HttpMethod.GET, HttpMethod.DELETE)
                .guarded("/api/v1/quarantine/{id}/preview", Anywhere.ofKept(node, new PreviewResource(node)), HttpMethod.GET)
                .guarded("/api/v1/quarantine/{id}/message", Anywhere.ofKept(node, new QuarantinedContentResource(node)), HttpMethod.GET)
                .guarded("/api/v1/quarantine/{id}/audit", Anywhere.ofRemembered(node, new Everywhere(node, new AuditResource(node))), HttpMethod.GET)
                .guarded("/api/v1/quarantine/{id}/release", Anywhere.ofRemembered(node, new ReleaseResource(node)), HttpMethod.POST)
                .guarded("/api/v1/trace", new TraceResource(node), HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE)
                .guarded("/api/v1/drain", new DrainResource(node), HttpMethod.POST)
                .guarded("/api/v1/reload", new ReloadResource(node), HttpMethod.POST);
    }
}
