package io.postern.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.postern.observe.LoadSignal;
import io.postern.observe.NodeState;
import io.postern.observe.NodeView;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What a node says of itself each second, as JSON octets: so that a newer node may say more and an older one still
 * understand. {@code id} is of one process and never used again; {@code beat} counts up within it, so that an old
 * saying cannot be told again.
 */
record NodeOctets(String id, long beat, NodeView view) {

    private static final int MOST_OCTETS = 16 * 1024;
    private static final int MOST_NAMES = 64;
    private static final int LONGEST_TEXT = 1_024;
    private static final Set<String> STATES =
            Arrays.stream(NodeState.values()).map(NodeState::label).collect(Collectors.toUnmodifiableSet());

    byte[] write() {
        return new JsonObject()
                .put("id", id)
                .put("beat", beat)
                .put("name", view.name())
                .put("state", view.state())
                .put("load", finite(view.load()))
                .put("parts", parts(view.parts()))
                .put("sessions", view.sessions())
                .put("version", view.version())
                .put("names", new JsonArray(view.names()))
                .put("addresses", new JsonArray(view.addresses()))
                .put("admin", view.adminUrl())
                .encode().getBytes(StandardCharsets.UTF_8);
    }

    /** Empty: not what {@link #write} writes, or unreasonably much. */
    static Optional<NodeOctets> read(byte[] octets) {
        if (octets.length > MOST_OCTETS) {
            return Optional.empty();
        }
        try {
            var json = new JsonObject(new String(octets, StandardCharsets.UTF_8));
            var view = new NodeView(text(json, "name"), text(json, "state"), json.getDouble("load"),
                    parts(json.getJsonObject("parts", new JsonObject())), json.getInteger("sessions"), text(json, "version"), texts(json, "names"), texts(json, "addresses"),
                    text(json, "admin"), 0);
            if (!STATES.contains(view.state())) {
                return Optional.empty();
            }
            return Optional.of(new NodeOctets(text(json, "id"), json.getLong("beat"), view));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static JsonObject parts(Map<String, Double> parts) {
        var json = new JsonObject();
        parts.forEach((signal, part) -> json.put(signal, finite(part)));
        return json;
    }

    /** What a newer node knows of and this one does not is left out. */
    private static Map<String, Double> parts(JsonObject json) {
        var parts = new HashMap<String, Double>();
        for (var signal : LoadSignal.values()) {
            var part = json.getDouble(signal.label());
            if (part != null) {
                parts.put(signal.label(), part);
            }
        }
        return parts;
    }

    private static double finite(double load) {
        return Double.isFinite(load) ? load : 0.0;
    }

    private static String text(JsonObject json, String key) {
        var text = json.getString(key);
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(key);
        }
        return text;
    }

    private static List<String> texts(JsonObject json, String key) {
        var array = json.getJsonArray(key);
        if (array.size() > MOST_NAMES) {
            throw new IllegalArgumentException(key);
        }
        return array.stream().map(String.class::cast).toList();
    }
}
