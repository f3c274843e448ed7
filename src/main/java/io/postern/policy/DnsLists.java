package io.postern.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.postern.config.Config;
import io.postern.dns.Dns;
import io.postern.dns.DnsAnswer;
import io.postern.dns.ReverseName;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/**
 * The DNS lists of one generation: all are asked at once about a client; this node's memory first, then what other nodes
 * know, then the list. Thread-safe.
 */
public final class DnsLists {

    private final List<Config.DnsList> lists;
    private final Dns dns;
    private final Lifetimes lifetimes;
    private final AnswerMemory<String, DnsListAnswer> memory;
    private final DnsListCache shared;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Set<String> complained = ConcurrentHashMap.newKeySet();

    public DnsLists(List<Config.DnsList> lists, Dns dns, Config.Dns config, ClientMemory memory,
            DnsListCache shared, InstantSource clock, Metrics metrics) {
        this.lists = List.copyOf(lists);
        this.dns = dns;
        this.lifetimes = new Lifetimes(config);
        this.memory = memory.listings();
        this.shared = shared;
        this.clock = clock;
        this.metrics = metrics;
    }

    boolean isEmpty() {
        return lists.isEmpty();
    }

    /** Begins to ask; the answers never fail. */
    Listings ask(InetAddress client) {
        var answers = new ArrayList<Future<DnsListAnswer>>(lists.size());
        for (var list : lists) {
            answers.add(memory.get(ReverseName.below(list.zone(), client), this::ask));
        }
        return new Listings(lists, answers);
    }

    private Future<AnswerMemory.Learned<DnsListAnswer>> ask(String question) {
        return shared.get(question).compose(hit -> hit.isPresent()
                ? Future.succeededFuture(shared(hit.get()))
                : dns.ipv4(question).map(answer -> learned(question, answer)));
    }

    /** What another node knows lives no longer than what we would have asked for ourselves. */
    private AnswerMemory.Learned<DnsListAnswer> shared(DnsListCache.Codes hit) {
        var left = Duration.between(clock.instant(), hit.expiresAt());
        return new AnswerMemory.Learned<>(new DnsListAnswer.Said(hit.codes()), lifetimes.atMost(left));
    }

    private AnswerMemory.Learned<DnsListAnswer> learned(String question, DnsAnswer<InetAddress> answer) {
        return switch (answer) {
            case DnsAnswer.Records<InetAddress> found -> said(question, found.records(), lifetimes.of(found));
            case DnsAnswer.NoSuchName<InetAddress> _, DnsAnswer.NoData<InetAddress> _ ->
                    said(question, List.of(), lifetimes.of(answer));
            case DnsAnswer.Unavailable<InetAddress> _ ->
                    new AnswerMemory.Learned<>(DnsListAnswer.UNAVAILABLE, lifetimes.of(answer));
        };
    }

    private AnswerMemory.Learned<DnsListAnswer> said(String question, List<InetAddress> codes, Duration ttl) {
        if (ttl.isPositive()) {
            shared.put(question, new DnsListCache.Codes(codes, clock.instant().plus(ttl)));
        }
        return new AnswerMemory.Learned<>(new DnsListAnswer.Said(codes), ttl);
    }

    /** Counts what a list said of a client, and tells once of a list that is of no use as it is. */
    void heard(Config.DnsList list, DnsListAnswer.Meaning meaning) {
        metrics.dnsList(list.zone(), meaning.label());
        boolean useless = meaning == DnsListAnswer.Meaning.REFUSED || meaning == DnsListAnswer.Meaning.BABBLE;
        if (useless && complained.add(list.zone())) {
            metrics.alert("dns-list-useless");
            MailLog.limited(Level.ERROR, "dns-list-useless", "zone", list.zone(), "cause", meaning.label(), "hint",
                    meaning == DnsListAnswer.Meaning.REFUSED
                            ? "it refuses us: ask through a resolver of your own, and within its terms of use"
                            : "it answers with addresses outside of 127.0.0.0/8: it may have been given up");
        }
    }
}
