package io.postern.loadtest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.vertx.core.json.JsonObject;

/**
 * What a sink knows of each run that came by: which messages arrived, how often, and which of them with other octets or
 * another outside than they were sent with. Of more than {@value #MOST_RUNS} runs the eldest are forgotten. For any thread.
 */
final class SinkLedger {

    static final int MOST_RUNS = 16;

    private final Map<String, Account> runs = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
            return size() > MOST_RUNS;
        }
    };
    private long messages;
    private long octets;
    private long strangers;

    /** One run's messages. */
    record Account(Copies arrived, MessageIds damaged) {

        JsonObject toJson() {
            var several = new JsonObject();
            arrived.several().forEach((id, copies) -> several.put(Integer.toString(id.number()), copies));
            return new JsonObject().put("messages", arrived.ids().size()).put("arrived", arrived.ids().ranges())
                    .put("copies", several).put("damaged", damaged.ranges());
        }

        /** Reads what {@link #toJson} wrote. */
        static Account of(JsonObject json) {
            var arrived = new Copies(MessageIds.parse(json.getString("arrived")));
            for (var entry : json.getJsonObject("copies")) {
                arrived.add(new MessageId(Integer.parseInt(entry.getKey())), ((Number) entry.getValue()).intValue() - 1);
            }
            return new Account(arrived, MessageIds.parse(json.getString("damaged")));
        }
    }

    synchronized void arrived(String reversePath, ArrivingMessage message) {
        messages++;
        octets += message.octets();
        var outside = Stamp.inPath(reversePath);
        var inside = message.field(Stamp.FIELD).flatMap(Stamp::parse);
        var stamp = inside.or(() -> outside);
        if (stamp.isEmpty()) {
            strangers++;
            return;
        }
        var account = runs.computeIfAbsent(stamp.get().run(), _ -> new Account(new Copies(), new MessageIds()));
        account.arrived.add(stamp.get().id());
        if (!inside.equals(outside) || !message.field(Digest.FIELD).equals(Optional.of(message.digest()))) {
            account.damaged.add(stamp.get().id());
        }
    }

    /** A copy of the run's account; empty if nothing of it arrived. */
    synchronized Account account(String run) {
        var account = runs.getOrDefault(run, new Account(new Copies(), new MessageIds()));
        var arrived = new Copies();
        arrived.addAll(account.arrived);
        return new Account(arrived, MessageIds.of(account.damaged));
    }

    synchronized JsonObject summary() {
        var counts = new JsonObject();
        runs.forEach((run, account) -> counts.put(run, account.arrived.ids().size()));
        return new JsonObject().put("messages", messages).put("octets", octets).put("strangers", strangers).put("runs", counts);
    }

    synchronized long messages() {
        return messages;
    }

    synchronized long octets() {
        return octets;
    }

    /** Messages that no generator made. */
    synchronized long strangers() {
        return strangers;
    }

    synchronized void clear() {
        runs.clear();
        messages = 0;
        octets = 0;
        strangers = 0;
    }
}
