package io.postern.authentic;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.vertx.core.Future;

/** The mechanisms that look for hosts: {@code a}, {@code mx}, {@code exists} and {@code ptr} (RFC 7208 §5.3-5.7). */
final class SpfHosts {

    /** §4.6.4: more MX names are an error, more PTR names are left alone. */
    private static final int MAX_NAMES = 10;

    private final Lookup lookup;
    private final SpfBudget budget;
    private Optional<Future<List<String>>> validated = Optional.empty();

    SpfHosts(Lookup lookup, SpfBudget budget) {
        this.lookup = lookup;
        this.budget = budget;
    }

    Future<SpfMatch> address(String name, InetAddress client, int prefix) {
        return counted(forward(name, client)).map(answer -> switch (answer) {
            case Answer.Unavailable<InetAddress> _ -> SpfMatch.TEMPERROR;
            case Answer.Nothing<InetAddress> _ -> SpfMatch.NO;
            case Answer.Records<InetAddress>(var addresses) -> anyContains(addresses, prefix, client) ? SpfMatch.YES : SpfMatch.NO;
        });
    }

    Future<SpfMatch> mx(String name, InetAddress client, int prefix) {
        return counted(SpfCheck.isEncodable(name) ? lookup.mx(name) : noSuchName()).compose(answer -> switch (answer) {
            case Answer.Unavailable<String> _ -> Future.succeededFuture(SpfMatch.TEMPERROR);
            case Answer.Nothing<String> _ -> Future.succeededFuture(SpfMatch.NO);
            case Answer.Records<String>(var names) -> names.size() > MAX_NAMES
                    ? Future.succeededFuture(SpfMatch.PERMERROR) : exchanges(names, 0, client, prefix);
        });
    }

    private Future<SpfMatch> exchanges(List<String> names, int index, InetAddress client, int prefix) {
        if (index == names.size() || budget.isExhausted()) {
            return Future.succeededFuture(SpfMatch.NO);
        }
        return address(names.get(index), client, prefix)
                .compose(match -> match == SpfMatch.NO ? exchanges(names, index + 1, client, prefix) : Future.succeededFuture(match));
    }

    /** An A record, whatever the client's address is. */
    Future<SpfMatch> exists(String name) {
        return counted(SpfCheck.isEncodable(name) ? lookup.ipv4(name) : SpfHosts.<InetAddress>noSuchName()).map(answer -> switch (answer) {
            case Answer.Unavailable<InetAddress> _ -> SpfMatch.TEMPERROR;
            case Answer.Nothing<InetAddress> _ -> SpfMatch.NO;
            case Answer.Records<InetAddress> _ -> SpfMatch.YES;
        });
    }

    /** {@code ptr}; an error of the DNS is no match. */
    Future<SpfMatch> named(String target, InetAddress client) {
        var domain = target.toLowerCase(Locale.ROOT);
        return validatedNames(client).map(names ->
                names.stream().anyMatch(name -> isAtOrBelow(name, domain)) ? SpfMatch.YES : SpfMatch.NO);
    }

    /** §7.3: the domain itself rather than one below it, one below it rather than any. */
    Future<String> validatedName(InetAddress client, String target) {
        var domain = target.toLowerCase(Locale.ROOT);
        return validatedNames(client).map(names -> names.contains(domain) ? domain
                : names.stream().filter(name -> isAtOrBelow(name, domain)).findFirst()
                        .or(() -> names.stream().findFirst()).orElse("unknown"));
    }

    private static boolean isAtOrBelow(String name, String domain) {
        return name.equals(domain) || name.endsWith('.' + domain);
    }

    /** Asked for once in a check: the client stays the same. Void answers do not count, for the sender did not write the PTR records. */
    private Future<List<String>> validatedNames(InetAddress client) {
        if (validated.isEmpty()) {
            validated = Optional.of(lookup.ptr(client).compose(answer -> answer instanceof Answer.Records<String>(var names)
                    ? validate(names.stream().limit(MAX_NAMES).map(name -> name.toLowerCase(Locale.ROOT)).toList(), client)
                    : Future.succeededFuture(List.of())));
        }
        return validated.get();
    }

    private Future<List<String>> validate(List<String> names, InetAddress client) {
        var asked = names.stream().map(name -> leadsTo(name, client)).toList();
        return Future.all(asked).map(_ -> {
            var good = new ArrayList<String>();
            for (int i = 0; i < names.size(); i++) {
                if (asked.get(i).result()) {
                    good.add(names.get(i));
                }
            }
            return List.copyOf(good);
        });
    }

    private Future<Boolean> leadsTo(String name, InetAddress client) {
        return forward(name, client).map(answer ->
                answer instanceof Answer.Records<InetAddress>(var addresses) && addresses.contains(client));
    }

    private Future<Answer<InetAddress>> forward(String name, InetAddress client) {
        if (!SpfCheck.isEncodable(name)) {
            return noSuchName();
        }
        return client.getAddress().length == 4 ? lookup.ipv4(name) : lookup.ipv6(name);
    }

    private static <T> Future<Answer<T>> noSuchName() {
        return Future.succeededFuture(new Answer.Nothing<>(false));
    }

    private <T> Future<Answer<T>> counted(Future<Answer<T>> asked) {
        return asked.onSuccess(answer -> {
            if (answer instanceof Answer.Nothing<T>) {
                budget.nothing();
            }
        });
    }

    private static boolean anyContains(List<InetAddress> networks, int prefix, InetAddress client) {
        return networks.stream().anyMatch(network -> contains(network, prefix, client));
    }

    /** Never across families. */
    static boolean contains(InetAddress network, int prefix, InetAddress client) {
        byte[] ours = network.getAddress();
        byte[] theirs = client.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (ours[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || (ours[whole] ^ theirs[whole]) >> Byte.SIZE - rest == 0;
    }
}
