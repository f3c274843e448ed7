package io.postern.route;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What is known of one next hop, for people and scripts.
 *
 * @param hosts       some of the names it was found by
 * @param openUntil   empty unless the breaker is open
 * @param by          the node that said so, or probes; empty where it was this one
 * @param last        the last trouble, which may be long over
 * @param inRow       troubles since the last success
 * @param failures    troubles in all
 * @param latency     zero if unknown
 * @param outstanding attempts under way
 */
public record HopReport(
        InetSocketAddress address,
        List<String> hosts,
        Breaker.State breaker,
        Optional<Instant> openUntil,
        String by,
        Optional<Last> last,
        int inRow,
        long failures,
        Duration latency,
        int outstanding) {

    record Last(HopTrouble trouble, Instant at) {
    }

    public HopReport {
        hosts = List.copyOf(hosts);
    }

    static HopReport unknown(InetSocketAddress address) {
        return new HopReport(address, List.of(), Breaker.State.CLOSED, Optional.empty(), "", Optional.empty(), 0, 0,
                Duration.ZERO, 0);
    }

    /** {@code closed}, {@code open} or {@code half-open}. */
    public String state() {
        return breaker.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code 192.0.2.1:25}, {@code [2001:db8::1]:25}. */
    public String name() {
        var ip = address.getAddress();
        var text = ip.getHostAddress();
        return (ip instanceof Inet6Address ? '[' + text + ']' : text) + ':' + address.getPort();
    }

    public JsonObject toJson() {
        return health().put("hosts", new JsonArray(hosts));
    }

    /** Without the names. */
    JsonObject health() {
        var json = new JsonObject().put("hop", name()).put("state", state());
        openUntil.ifPresent(until -> json.put("openUntil", text(until)));
        if (!by.isEmpty()) {
            json.put("by", by);
        }
        json.put("failuresInRow", inRow).put("failures", failures);
        last.ifPresent(it -> json.put("lastFailure", new JsonObject()
                .put("phase", it.trouble().phase()).put("cause", it.trouble().cause())
                .put("detail", it.trouble().detail()).put("at", text(it.at()))));
        if (!latency.isZero()) {
            json.put("latencyMillis", latency.toMillis());
        }
        return json.put("outstanding", outstanding);
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
