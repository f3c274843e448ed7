package io.postern.authentic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The octets of a header section that a signature was made over. */
final class SignedOctets {

    private SignedOctets() {
    }

    /** RFC 6376 §3.7: of several fields of one name the lowest first; one that is not there is nothing. */
    static byte[] of(Signature signature, List<Field> fields) {
        var byName = new HashMap<String, Deque<Field>>();
        for (var field : fields) {
            if (field != signature.field()) {
                byName.computeIfAbsent(field.name(), _ -> new ArrayDeque<>()).addFirst(field);
            }
        }
        var text = new StringBuilder();
        for (var name : signature.headers()) {
            var next = take(byName, name);
            if (next != null) {
                text.append(signature.relaxedHeader() ? next.relaxed() : next.raw()).append("\r\n");
            }
        }
        var own = TagList.withoutSignature(signature.field().raw());
        return octets(text.append(signature.relaxedHeader() ? Field.relaxed(own) : own));
    }

    /** RFC 8617 §5.1.1: the sets from the first to this one, the seal of this one without its value and line end. */
    static byte[] ofSeal(List<ArcSet> sets, int instance) {
        var text = new StringBuilder();
        for (var set : sets.subList(0, instance)) {
            text.append(set.results().relaxed()).append("\r\n").append(set.message().field().relaxed()).append("\r\n");
            if (set.instance() < instance) {
                text.append(set.seal().field().relaxed()).append("\r\n");
            } else {
                text.append(Field.relaxed(TagList.withoutSignature(set.seal().field().raw())));
            }
        }
        return octets(text);
    }

    private static Field take(Map<String, Deque<Field>> byName, String name) {
        var left = byName.get(name);
        return left == null ? null : left.poll();
    }

    private static byte[] octets(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
