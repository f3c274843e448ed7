package io.postern.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.postern.world.Client;
import io.postern.world.Collector;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TracesTest {

    private static final int NOBODY_LISTENS = 1;
    private static final String MESSAGE = "Subject: traced\r\n\r\nx\r\n";

    @Test
    void aSessionAndThePhasesOfItsMessagesAreOneTrace(@TempDir Path folder) throws Exception {
        try (var hop = new SinkServer(); var collector = new Collector()) {
            String reply;
            try (var node = TestNode.towards(folder, hop.address().getPort(), traces(collector.endpoint())
                    + "scan: [{name: rules, type: rules}]\n")) {
                try (var client = Client.greeted(node.port())) {
                    reply = client.mail("a@sender.test", "x@next.test", MESSAGE);
                    assertTrue(client.mail("b@sender.test", "x@next.test", MESSAGE).startsWith("250"));
                }
            }
            var spans = collector.spans();
            var session = named("session", spans).getFirst();
            var first = named("message", spans).stream().filter(span -> reply.contains(attributes(span).get("postern.id")))
                    .findFirst().orElseThrow();
            assertEquals(2, named("message", spans).size());
            assertEquals(1, spans.stream().map(Span::getTraceId).distinct().count());
            assertEquals(session.getSpanId(), first.getParentSpanId());
            assertEquals(Map.of("postern.route", "next", "postern.result", "delivered", "postern.cause", "none"),
                    only(attributes(first), "postern.route", "postern.result", "postern.cause"));
            for (var phase : List.of("scan", "dns", "connect", "relay")) {
                assertTrue(named(phase, spans).stream().anyMatch(span -> span.getParentSpanId().equals(first.getSpanId())
                        && span.getEndTimeUnixNano() <= first.getEndTimeUnixNano()), phase);
            }
        }
    }

    @Test
    void aDeferredMessageIsAnErrorThatNamesItsCause(@TempDir Path folder) throws Exception {
        try (var collector = new Collector()) {
            try (var node = TestNode.towards(folder, NOBODY_LISTENS, traces(collector.endpoint()));
                    var client = Client.greeted(node.port())) {
                assertTrue(client.mail("a@sender.test", "x@next.test", MESSAGE).startsWith("451"));
            }
            var message = named("message", collector.spans()).getFirst();
            assertEquals(Status.StatusCode.STATUS_CODE_ERROR, message.getStatus().getCode());
            assertEquals("deferred", attributes(message).get("postern.result"));
        }
    }

    @Test
    void mailFlowsAsBeforeWhereNoCollectorAnswers(@TempDir Path folder) throws Exception {
        try (var hop = new SinkServer();
                var node = TestNode.towards(folder, hop.address().getPort(), traces("http://127.0.0.1:" + NOBODY_LISTENS + "/v1/traces"));
                var client = Client.greeted(node.port())) {
            assertTrue(client.mail("a@sender.test", "x@next.test", MESSAGE).startsWith("250"));
        }
    }

    private static String traces(String endpoint) {
        return "traces: {endpoint: \"" + endpoint + "\"}\n";
    }

    private static List<Span> named(String name, List<Span> spans) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream().collect(Collectors.toMap(
                attribute -> attribute.getKey(), attribute -> attribute.getValue().getStringValue()));
    }

    private static Map<String, String> only(Map<String, String> attributes, String... keys) {
        return List.of(keys).stream().collect(Collectors.toMap(key -> key, attributes::get));
    }
}
