package io.postern.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.postern.config.Config;
import io.postern.dns.Dns;
import io.postern.dns.DnsAnswer;
import io.postern.observe.Metrics;
import io.postern.smtp.Domain;
import io.vertx.core.Future;

/** The names of clients by reverse DNS, each confirmed by forward DNS: a name that does not lead back is anybody's to claim. */
public final class ReverseNames {

    /** An address with more names than this has none of use, and each one costs a question. */
    private static final int MOST_NAMES = 5;

    private final Dns dns;
    private final Lifetimes lifetimes;
    private final AnswerMemory<InetAddress, ClientName> memory;
    private final Metrics metrics;

    public ReverseNames(Dns dns, Config.Dns config, ClientMemory memory, Metrics metrics) {
        this.dns = dns;
        this.lifetimes = new Lifetimes(config);
        this.memory = memory.names();
        this.metrics = metrics;
    }

    /** Never fails. */
    Future<ClientName> of(InetAddress client) {
        return memory.get(client, this::ask);
    }

    private Future<AnswerMemory.Learned<ClientName>> ask(InetAddress client) {
        return dns.ptr(client).compose(answer -> switch (answer) {
            case DnsAnswer.Records<String> found -> confirm(client, found);
            case DnsAnswer.NoSuchName<String> _, DnsAnswer.NoData<String> _ ->
                    Future.succeededFuture(learned(ClientName.NONE, "none", lifetimes.of(answer)));
            case DnsAnswer.Unavailable<String> _ ->
                    Future.succeededFuture(learned(ClientName.UNKNOWN, "unavailable", lifetimes.of(answer)));
        });
    }

    private Future<AnswerMemory.Learned<ClientName>> confirm(InetAddress client, DnsAnswer.Records<String> found) {
        var names = usable(found.records());
        var answers = new ArrayList<Future<DnsAnswer<InetAddress>>>(names.size());
        for (var name : names) {
            answers.add(client.getAddress().length == 4 ? dns.ipv4(name.name()) : dns.ipv6(name.name()));
        }
        return Future.join(answers).map(_ -> first(client, names, answers, lifetimes.of(found)));
    }

    /** What a zone holds can be anything; only host names may stand in Received. */
    private static List<Domain> usable(List<String> records) {
        var names = new ArrayList<Domain>();
        for (var record : records) {
            if (names.size() < MOST_NAMES) {
                Domain.parse(record).filter(name -> !name.isAddressLiteral()).ifPresent(names::add);
            }
        }
        return names;
    }

    private AnswerMemory.Learned<ClientName> first(
            InetAddress client, List<Domain> names, List<Future<DnsAnswer<InetAddress>>> answers, Duration ofNames) {
        boolean unavailable = false;
        var ttl = ofNames;
        for (int i = 0; i < names.size(); i++) {
            var answer = answers.get(i).result();
            if (answer instanceof DnsAnswer.Records<InetAddress> found && found.records().contains(client)) {
                var ofName = Lifetimes.least(ofNames, lifetimes.of(answer));
                return learned(new ClientName.Confirmed(names.get(i)), "confirmed", ofName);
            }
            unavailable |= answer instanceof DnsAnswer.Unavailable;
            ttl = Lifetimes.least(ttl, lifetimes.of(answer));
        }
        return unavailable ? learned(ClientName.UNKNOWN, "unavailable", ttl) : learned(ClientName.NONE, "mismatch", ttl);
    }

    private AnswerMemory.Learned<ClientName> learned(ClientName name, String result, Duration ttl) {
        metrics.reverseName(result);
        return new AnswerMemory.Learned<>(name, ttl);
    }
}
