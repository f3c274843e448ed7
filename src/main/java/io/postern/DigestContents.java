package io.postern;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.postern.admin.ClusterList;
import io.postern.config.Config;
import io.postern.quarantine.QuarantineQuery;
import io.postern.route.Router;
import io.postern.wire.Turns;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * What a digest has to tell whom: for each recipient the newest messages, and how many there are. Bounded, whatever was kept:
 * by the number of recipients, and by what the messages hold together; those past that are only counted.
 */
final class DigestContents {

    /** Of messages for a thousand recipients each, perhaps. */
    private static final int PAGE = 100;
    private static final int EACH = 50;
    private static final int MOST_RECIPIENTS = 50_000;
    private static final int REFERENCE_OCTETS = 8;

    /** What there is for one recipient. */
    private static final class Told {

        private final List<DigestMessage> newest = new ArrayList<>(1);
        private long count;
    }

    private final Config.Digest config;
    private final ClusterList list;
    private final Map<String, Told> recipients = new HashMap<>();
    private int leftOctets;
    private boolean complete = true;
    private Optional<String> next = Optional.empty();
    private boolean cut;

    /** {@code mostOctets}: of all messages that are told. */
    DigestContents(Config.Digest config, ClusterList list, int mostOctets) {
        this.config = config;
        this.list = list;
        this.leftOctets = mostOctets;
    }

    /** Asked once. */
    Future<DigestContents> between(Instant begin, Instant end) {
        var query = QuarantineQuery.ALL.between(Optional.of(begin), Optional.of(end));
        return Turns.until(() -> page(query));
    }

    /** Nothing while there is another page to ask for. */
    private Future<Optional<DigestContents>> page(QuarantineQuery query) {
        return list.list(query, next, PAGE).map(page -> {
            page.getJsonArray("messages").forEach(each -> take((JsonObject) each));
            complete &= page.getJsonArray("unanswered").isEmpty();
            next = Optional.ofNullable(page.getString("next"));
            return next.isPresent() ? Optional.empty() : Optional.of(this);
        });
    }

    /** Strangers, to whom a client of ours wrote, are told nothing. */
    private void take(JsonObject message) {
        var route = message.getString("route");
        if (!config.routes().isEmpty() && !config.routes().contains(route)) {
            return;
        }
        if (config.operator().isPresent()) {
            add(message, List.of(config.operator().get()));
        } else if (!route.isEmpty() && !route.equals(Router.OTHER)) {
            add(message, message.getJsonArray("recipients").stream().map(String.class::cast).toList());
        }
    }

    private void add(JsonObject message, List<String> to) {
        var listing = to.stream().map(this::counted).flatMap(Optional::stream).filter(told -> told.newest.size() < EACH).toList();
        if (listing.isEmpty()) {
            return;
        }
        var listed = DigestMessage.of(message);
        int octets = listed.octets() + listing.size() * REFERENCE_OCTETS;
        // What does not fit any more ends all lists: each is of the newest, without a gap
        leftOctets = octets <= leftOctets ? leftOctets - octets : 0;
        if (leftOctets > 0) {
            listing.forEach(told -> told.newest.add(listed));
        }
    }

    private Optional<Told> counted(String recipient) {
        if (recipients.size() >= MOST_RECIPIENTS && !recipients.containsKey(recipient)) {
            cut = true;
            return Optional.empty();
        }
        var told = recipients.computeIfAbsent(recipient, _ -> new Told());
        told.count++;
        return Optional.of(told);
    }

    /** Whether there are more recipients than are told. */
    boolean isCut() {
        return cut;
    }

    Set<String> recipients() {
        return recipients.keySet();
    }

    /** Newest first. */
    List<DigestMessage> of(String recipient) {
        return recipients.get(recipient).newest;
    }

    long count(String recipient) {
        return recipients.get(recipient).count;
    }

    /** Whether each node said to each page what it has. */
    boolean isComplete() {
        return complete;
    }

    String remark() {
        return complete ? "" : "There may be others: not all servers answered.";
    }
}
