package io.postern.authentic;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.vertx.core.Future;

/** RFC 6376 §6.1: one signature after the other, each with its own result. */
final class DkimCheck {

    private final SignedMessage message;
    private final long nowSeconds;

    DkimCheck(SignedMessage message, Instant now) {
        this.message = message;
        this.nowSeconds = now.getEpochSecond();
    }

    /** What the DNS has at the keys of the signatures that deserve a question; {@link Answer.Nothing} for the others. */
    static Future<List<Answer<String>>> keys(SignedMessage message, Lookup lookup) {
        var asked = message.signatures().stream().map(signature -> signature.trouble().isEmpty()
                ? lookup.txt(signature.keyName()) : Future.<Answer<String>>succeededFuture(new Answer.Nothing<>(false))).toList();
        return Future.all(asked).map(all -> all.<Answer<String>>list());
    }

    /** {@code keys} in the order of the signatures. Computes: not for an event loop. */
    List<DkimResult> results(List<Answer<String>> keys) {
        var results = new ArrayList<DkimResult>();
        for (int i = 0; i < keys.size(); i++) {
            results.add(result(message.signatures().get(i), keys.get(i)));
        }
        return List.copyOf(results);
    }

    private DkimResult result(Signature signature, Answer<String> answer) {
        if (signature.trouble().isPresent()) {
            return DkimResult.of(DkimResult.Kind.PERMERROR, signature.trouble().get(), signature);
        }
        return switch (answer) {
            case Answer.Unavailable<String> _ -> DkimResult.of(DkimResult.Kind.TEMPERROR, "key unavailable", signature);
            case Answer.Nothing<String> _ -> DkimResult.of(DkimResult.Kind.PERMERROR, "no key", signature);
            case Answer.Records<String>(var texts) -> switch (KeyRecord.of(texts)) {
                case KeyRecord.Unusable(var why) -> DkimResult.of(DkimResult.Kind.PERMERROR, why, signature);
                case KeyRecord.Key key -> result(signature, key);
            };
        };
    }

    private DkimResult result(Signature signature, KeyRecord.Key key) {
        if (key.algorithm() != signature.algorithm()) {
            return DkimResult.of(DkimResult.Kind.PERMERROR, "key type", signature);
        }
        if (key.strict() && !signature.identityDomain().equals(signature.domain())) {
            return DkimResult.of(DkimResult.Kind.PERMERROR, "identity below the domain", signature);
        }
        if (signature.times().filter(times -> times.expires() < nowSeconds || times.expires() < times.signed()).isPresent()) {
            return DkimResult.of(DkimResult.Kind.FAIL, "expired", signature);
        }
        if (!message.bodyMatches(signature)) {
            return DkimResult.of(DkimResult.Kind.FAIL, "body changed", signature);
        }
        if (!KeyRecord.verifies(key, SignedOctets.of(signature, message.fields()), signature.value())) {
            return DkimResult.of(DkimResult.Kind.FAIL, "header changed", signature);
        }
        long octets = message.hash(signature.bodyForm()).octets();
        // RFC 6376 §8.2: what anybody may append is nobody's word
        return signature.bodyForm().limit() < octets
                ? DkimResult.of(DkimResult.Kind.POLICY, "signed only the first " + signature.bodyForm().limit() + " octets", signature)
                : DkimResult.of(DkimResult.Kind.PASS, "", signature);
    }
}
