package io.postern.admin;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

import io.postern.observe.WireTrace;
import io.postern.observe.WireTrace.Subject;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/**
 * The wire trace: POST with {@code client=ADDRESS} or {@code route=NAME}, and perhaps {@code minutes}, begins one, which
 * ends by itself; DELETE ends it; GET says whom it is of.
 */
final class TraceResource implements Resource {

    private static final String USUAL_MINUTES = "10";

    private final AdminActions node;

    TraceResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        if (call.method().equals(HttpMethod.DELETE)) {
            WireTrace.stop();
            return Future.succeededFuture(Answer.empty());
        }
        return Future.succeededFuture(call.method().equals(HttpMethod.POST) ? begin(call) : state());
    }

    private Answer begin(Call call) {
        var client = call.only("client");
        var route = call.only("route");
        if (client.isEmpty() == route.isEmpty()) {
            return Problem.badRequest("write either client=ADDRESS or route=NAME");
        }
        var time = time(call.only("minutes").isEmpty() ? USUAL_MINUTES : call.only("minutes"));
        if (time.isEmpty()) {
            return Problem.badRequest("minutes is a number from 1 to " + WireTrace.LONGEST.toMinutes());
        }
        long untilNanos = System.nanoTime() + time.get().toNanos();
        if (!route.isEmpty() && !node.hasRoute(route)) {
            return Problem.badRequest("there is no such route");
        }
        try {
            WireTrace.start(route.isEmpty()
                    ? new Subject.Client(InetAddress.ofLiteral(client), untilNanos) : new Subject.Route(route, untilNanos));
            return state();
        } catch (IllegalArgumentException noAddress) {
            return Problem.badRequest("client is a literal address: 192.0.2.1");
        }
    }

    private static Optional<Duration> time(String minutes) {
        if (!minutes.matches("[0-9]{1,2}")) {
            return Optional.empty();
        }
        var time = Duration.ofMinutes(Integer.parseInt(minutes));
        return Optional.of(time).filter(it -> it.isPositive() && it.compareTo(WireTrace.LONGEST) <= 0);
    }

    private static Answer state() {
        var body = new JsonObject();
        WireTrace.now().ifPresentOrElse(subject -> {
            switch (subject) {
                case Subject.Client(var address, _) -> body.put("client", address.getHostAddress());
                case Subject.Route(var name, _) -> body.put("route", name);
            }
            body.put("on", true).put("secondsLeft", Duration.ofNanos(subject.untilNanos() - System.nanoTime()).toSeconds());
        }, () -> body.put("on", false));
        return Answer.json(200, body);
    }
}
