package io.postern.route;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.postern.config.Config.Route;
import io.postern.config.ScanProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The plan for one domain, for a person to read.
 *
 * @param route      empty: relayed by MX, for clients that may relay only
 * @param mxName     whose MX records count, empty for a fixed list
 * @param mxSource   where the MX records came from: local, grid, dns or stale
 * @param candidates in one possible order
 * @param cuts       hosts and addresses that are no candidates, with the reason
 * @param aliases    the MX hosts that are aliases, against RFC 2181 §10.3, with the names they stand for
 */
public record Explanation(
        String domain,
        Optional<Route> route,
        Optional<String> mxName,
        Optional<MxAnswer> mx,
        String mxSource,
        Routing routing,
        List<Planned> candidates,
        List<Cut> cuts,
        Map<String, String> aliases) {

    /**
     * One candidate.
     *
     * @param bad   it is asked after all others
     * @param share how likely it comes first among those of its preference, in percent
     */
    record Planned(Candidate candidate, boolean bad, int share, HopReport health) {
    }

    public JsonObject toJson() {
        var json = new JsonObject().put("domain", domain).put("route", route.map(Route::name).orElse(Router.OTHER))
                .put("relayClientsOnly", route.isEmpty());
        mxName.ifPresent(name -> json.put("mxOf", name));
        mx.ifPresent(answer -> json.put("mx", MxJson.of(answer).put("source", mxSource)));
        if (!aliases.isEmpty()) {
            json.put("aliases", new JsonObject(Map.copyOf(aliases)));
        }
        switch (routing) {
            case Routing.To(var destination) -> json.put("result", "to")
                    .put("tls", destination.tls().word())
                    .put("softBounce", destination.softBounce()).put("scan", scan(destination.profile()))
                    .put("hops", hops(destination));
            case Routing.Denied _ -> json.put("result", "denied");
            case Routing.Failed(var failure, var detail) -> json.put("result", "failed")
                    .put("failure", failure.name().toLowerCase(Locale.ROOT).replace('_', '-')).put("detail", detail);
        }
        json.put("candidates", candidatesJson());
        return cuts.isEmpty() ? json : json.put("cut", cutJson());
    }

    private static JsonObject scan(ScanProfile profile) {
        var json = new JsonObject().put("allScanners", profile.scanners().isEmpty());
        profile.scanners().ifPresent(names -> json.put("scanners", new JsonArray(names.stream().sorted().toList())));
        profile.onMatch().ifPresent(action -> json.put("onMatch", action.name().toLowerCase(Locale.ROOT)));
        profile.redirectTo().ifPresent(mailbox -> json.put("redirectTo", mailbox.toString()));
        return json;
    }

    private static JsonArray hops(Destination destination) {
        var list = new JsonArray();
        destination.hops().forEach(hop -> list.add(new JsonObject()
                .put("preference", hop.preference()).put("host", hop.host()).put("port", hop.port())));
        return list;
    }

    private JsonArray candidatesJson() {
        var list = new JsonArray();
        for (var each : candidates) {
            var candidate = each.candidate();
            var json = new JsonObject()
                    .put("host", candidate.host())
                    .put("address", candidate.address().getAddress().getHostAddress())
                    .put("port", candidate.address().getPort())
                    .put("preference", candidate.preference())
                    .put("sharePercent", each.share());
            if (routing instanceof Routing.To(var destination)) {
                json.put("tls", destination.tls().word());
            }
            list.add(json.put("bad", each.bad()).put("health", each.health().health()));
        }
        return list;
    }

    private JsonArray cutJson() {
        var list = new JsonArray();
        for (var cut : cuts) {
            var json = new JsonObject().put("host", cut.host()).put("preference", cut.preference());
            if (!cut.address().isEmpty()) {
                json.put("address", cut.address());
            }
            list.add(json.put("why", cut.why().label()));
        }
        return list;
    }
}
