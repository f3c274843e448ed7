package io.postern.policy;

import java.util.List;

import io.postern.config.Config;
import io.vertx.core.Future;

/** What the DNS lists say of one client, as far as they have said it. On the client's loop. */
final class Listings {

    static final Listings NONE = new Listings(List.of(), List.of());

    private final List<Config.DnsList> lists;
    private final List<Future<DnsListAnswer>> answers;

    /** One answer for each list, in order. */
    Listings(List<Config.DnsList> lists, List<Future<DnsListAnswer>> answers) {
        this.lists = lists;
        this.answers = answers;
    }

    boolean isEmpty() {
        return lists.isEmpty();
    }

    /** Complete when all lists have answered. */
    Future<?> all() {
        return answers.stream().allMatch(Future::isComplete) ? Future.succeededFuture() : Future.join(answers);
    }

    /** What the answers that are here add up to. */
    Tally tally(DnsLists told) {
        int weight = 0;
        int most = 0;
        var zone = "";
        for (int i = 0; i < lists.size(); i++) {
            var list = lists.get(i);
            var answer = answers.get(i);
            var meaning = answer.succeeded() ? answer.result().meaning(list) : DnsListAnswer.Meaning.LATE;
            told.heard(list, meaning);
            if (meaning == DnsListAnswer.Meaning.LISTED) {
                weight += list.weight();
                if (list.weight() > most) {
                    most = list.weight();
                    zone = list.zone();
                }
            }
        }
        return new Tally(weight, zone);
    }

    /** {@code zone}: of the lists that have the client the one with most weight. */
    record Tally(int weight, String zone) {
    }
}
