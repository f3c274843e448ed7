package io.postern.observe;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.postern.config.Config;

/**
 * Spans for OpenTelemetry: {@code session}, below it {@code message}, below that {@code scan}, {@code dns}, {@code connect} and
 * {@code relay}. A message's spans are written when it is answered, from the times that its line in the log tells too, so that
 * no context travels with the mail. Batched and sent on threads of the SDK's own; what a slow collector leaves waiting past 2,048
 * spans is dropped.
 */
public final class OtlpTraces implements Traces {

    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
    private static final AttributeKey<String> ID = AttributeKey.stringKey("postern.id");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("postern.route");
    private static final AttributeKey<String> RESULT = AttributeKey.stringKey("postern.result");
    private static final AttributeKey<String> CAUSE = AttributeKey.stringKey("postern.cause");
    private static final AttributeKey<Long> OCTETS = AttributeKey.longKey("postern.octets");

    private final InstantSource clock = InstantSource.system();
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    public OtlpTraces(Config.Traces config, String hostname) {
        TraceTrouble.toLog();
        var exporter = OtlpHttpSpanExporter.builder().setEndpoint(config.endpoint().toString()).build();
        provider = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.share())))
                .setResource(Resource.getDefault().merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"), "postern",
                        AttributeKey.stringKey("service.instance.id"), hostname))))
                .build();
        tracer = provider.get("io.postern");
    }

    @Override
    public SessionTrace session(InetAddress client) {
        var span = tracer.spanBuilder("session").setNoParent().setSpanKind(SpanKind.SERVER)
                .setAttribute(CLIENT, client.getHostAddress()).startSpan();
        return span.isRecording() ? new Recorded(span) : SessionTrace.NONE;
    }

    private final class Recorded implements SessionTrace {

        private final Span session;

        Recorded(Span session) {
            this.session = session;
        }

        @Override
        public void message(MessageTimes times) {
            long endNanos = TimeUnit.MILLISECONDS.toNanos(clock.millis());
            long startNanos = endNanos - times.nanos();
            var message = start("message", session, startNanos);
            message.setAttribute(ID, times.id()).setAttribute(ROUTE, times.route()).setAttribute(RESULT, times.result())
                    .setAttribute(CAUSE, times.cause()).setAttribute(OCTETS, times.octets());
            if (times.result().equals("deferred")) {
                message.setStatus(StatusCode.ERROR, times.cause());
            }
            long at = phase("scan", message, startNanos, times.scanNanos());
            at = phase("dns", message, at, times.dnsNanos());
            at = phase("connect", message, at, times.connectNanos());
            phase("relay", message, at, times.relayNanos());
            message.end(endNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void end() {
            session.end();
        }
    }

    /** Returns its end. */
    private long phase(String name, Span message, long startNanos, long nanos) {
        if (nanos > 0) {
            start(name, message, startNanos).end(startNanos + nanos, TimeUnit.NANOSECONDS);
        }
        return startNanos + nanos;
    }

    private Span start(String name, Span parent, long startNanos) {
        return tracer.spanBuilder(name).setParent(Context.root().with(parent))
                .setStartTimestamp(startNanos, TimeUnit.NANOSECONDS).startSpan();
    }

    @Override
    public void close() {
        provider.shutdown().join(2, TimeUnit.SECONDS);
    }
}
