package io.postern.authentic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

import io.vertx.core.Future;

/** RFC 8617 §5.2: the newest message signature and all seals hold, or the chain fails. */
final class ArcCheck {

    private ArcCheck() {
    }

    /** What the DNS has at each key, each asked for once; nothing is asked about a chain that is broken anyway. */
    static Future<Map<String, Answer<String>>> keys(SignedMessage message, Lookup lookup) {
        var names = new LinkedHashSet<String>();
        message.arc().newest().filter(set -> message.bodyMatches(set.message())).ifPresent(set -> {
            names.add(set.message().keyName());
            message.arc().sets().forEach(each -> names.add(each.seal().keyName()));
        });
        var order = List.copyOf(names);
        return Future.all(order.stream().map(lookup::txt).toList()).map(all -> {
            var keys = new HashMap<String, Answer<String>>();
            for (int i = 0; i < order.size(); i++) {
                keys.put(order.get(i), all.resultAt(i));
            }
            return keys;
        });
    }

    /** Computes: not for an event loop. */
    static ArcResult result(SignedMessage message, Map<String, Answer<String>> keys) {
        var chain = message.arc();
        if (chain.trouble().isPresent()) {
            return ArcResult.failed(chain.trouble().get());
        }
        if (chain.newest().isEmpty()) {
            return ArcResult.NONE;
        }
        var newest = chain.newest().get();
        if (!message.bodyMatches(newest.message())) {
            return ArcResult.failed("body changed");
        }
        if (keys.values().stream().anyMatch(answer -> answer instanceof Answer.Unavailable<String>)) {
            return new ArcResult(ArcResult.Kind.FAIL, "key unavailable", true, List.of());
        }
        var signed = newest.message();
        if (!verifies(keys.get(signed.keyName()), signed.algorithm(), SignedOctets.of(signed, message.fields()), signed.value())) {
            return ArcResult.failed("message signature of instance " + newest.instance());
        }
        var vouched = new ArrayList<ArcResult.Vouched>();
        for (var set : chain.sets().reversed()) {
            var octets = SignedOctets.ofSeal(chain.sets(), set.instance());
            if (!verifies(keys.get(set.seal().keyName()), set.seal().algorithm(), octets, set.seal().value())) {
                return ArcResult.failed("seal of instance " + set.instance());
            }
            vouched.add(new ArcResult.Vouched(set.seal().domain(), ResultsField.saysDmarcPassed(set.results())));
        }
        return new ArcResult(ArcResult.Kind.PASS, "", false, List.copyOf(vouched));
    }

    private static boolean verifies(Answer<String> answer, Algorithm algorithm, byte[] signed, byte[] value) {
        return answer instanceof Answer.Records<String>(var texts)
                && KeyRecord.of(texts) instanceof KeyRecord.Key key && key.algorithm() == algorithm && KeyRecord.verifies(key, signed, value);
    }
}
