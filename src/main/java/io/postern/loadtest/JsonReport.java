package io.postern.loadtest;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A run as JSON for machines; durations in milliseconds. */
final class JsonReport {

    private static final List<Double> QUANTILES = List.of(0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0);

    private JsonReport() {
    }

    static JsonObject of(Run run) {
        var load = run.load();
        var json = new JsonObject()
                .put("title", run.title())
                .put("command", run.commandLine())
                .put("sent", load.sent().size())
                .put("acknowledged", load.acknowledged().size())
                .put("refused", load.refused().size())
                .put("retries", load.retries())
                .put("octets", load.octets())
                .put("elapsed", millis(load.elapsed()))
                .put("measured", new JsonObject().put("messages", load.measured()).put("time", millis(load.measuredFor()))
                        .put("rate", load.rate()))
                .put("latency", quantiles(load.latencies()))
                .put("service", quantiles(load.services()))
                .put("acknowledgedBy", new JsonObject(Map.copyOf(load.acknowledgedBy())))
                .put("troubles", troubles(load))
                .put("seconds", array(load.moments().stream().map(JsonReport::moment).toList()))
                .put("marks", array(run.marks().stream().map(mark ->
                        new JsonObject().put("at", millis(mark.at())).put("what", mark.what())).toList()))
                .put("watched", array(run.watched().stream().map(JsonReport::use).toList()));
        run.ledger().ifPresent(ledger -> json.put("ledger", ledger(ledger)));
        return json;
    }

    private static JsonObject quantiles(Latencies latencies) {
        var json = new JsonObject().put("count", latencies.count()).put("mean", millis(latencies.mean()));
        QUANTILES.forEach(quantile -> json.put(name(quantile), millis(latencies.quantile(quantile))));
        return json;
    }

    /** {@code p99.9}; the last is {@code max}. */
    private static String name(double quantile) {
        return quantile == 1 ? "max" : "p" + String.valueOf(quantile * 100).replaceAll("\\.0$", "");
    }

    private static JsonObject troubles(LoadReport load) {
        var json = new JsonObject();
        load.troubles().forEach((what, trouble) -> json.put(what,
                new JsonObject().put("count", trouble.count()).put("example", trouble.example())));
        return json;
    }

    private static JsonObject moment(Moment moment) {
        return new JsonObject().put("at", millis(moment.at())).put("length", millis(moment.length())).put("due", moment.due())
                .put("acknowledged", moment.acknowledged()).put("deferred", moment.deferred()).put("refused", moment.refused())
                .put("p50", millis(moment.p50())).put("p99", millis(moment.p99())).put("max", millis(moment.longest()))
                .put("sessions", moment.sessions()).put("waiting", moment.waiting());
    }

    private static JsonObject use(WatchedUse use) {
        var json = new JsonObject().put("name", use.name()).put("mostResident", use.mostResidentOctets());
        use.cpuPerMessage().ifPresent(cpu -> json.put("cpuPerMessage", cpu.toNanos() / 1e6));
        use.residentGrowth().ifPresent(growth -> json.put("residentGrowth", growth));
        use.heapGrowth().ifPresent(growth -> json.put("heapGrowth", growth));
        return json.put("readings", array(use.readings().stream().map(JsonReport::usage).toList()));
    }

    private static JsonObject usage(Usage usage) {
        var json = new JsonObject().put("at", millis(usage.at())).put("acknowledged", usage.acknowledged())
                .put("cpu", millis(usage.cpu())).put("resident", usage.residentOctets());
        usage.heapOctets().ifPresent(heap -> json.put("heap", heap));
        return json;
    }

    private static JsonObject ledger(Ledger ledger) {
        return new JsonObject()
                .put("sent", ledger.sent().size())
                .put("infected", ledger.infected().size())
                .put("acknowledged", ledger.acknowledged().size())
                .put("arrived", ledger.arrived().ids().size())
                .put("quarantined", ledger.quarantined().ids().size())
                .put("lost", ledger.lost().size())
                .put("givenUp", ledger.unacknowledged().size())
                .put("duplicates", ledger.duplicates().size())
                .put("unexplainedDuplicates", ledger.unexplainedDuplicates().size())
                .put("infectedArrived", ledger.infectedArrived().size())
                .put("cleanQuarantined", ledger.cleanQuarantined().size())
                .put("damaged", ledger.damaged().size())
                .put("unknown", ledger.unknown().size())
                .put("sound", ledger.isSound())
                .put("balances", ledger.balances());
    }

    private static JsonArray array(Collection<JsonObject> objects) {
        return new JsonArray(List.copyOf(objects));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
