package io.postern.authentic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ARC sets of a message, from the first handler to the last (RFC 8617 §5.2).
 *
 * @param trouble why the chain is broken whatever its keys say; then there are no sets
 */
record ArcChain(List<ArcSet> sets, Optional<String> trouble) {

    /** §4.2.1. */
    static final int MAX_SETS = 50;

    private static final Set<String> NAMES = Set.of("arc-authentication-results", "arc-message-signature", "arc-seal");
    private static final ArcChain NONE = new ArcChain(List.of(), Optional.empty());

    static ArcChain in(List<Field> fields) {
        var byInstance = new HashMap<Integer, Map<String, Field>>();
        for (var field : fields) {
            if (NAMES.contains(field.name())) {
                int instance = instance(field);
                if (instance < 1 || instance > MAX_SETS) {
                    return broken("instance");
                }
                if (byInstance.computeIfAbsent(instance, _ -> new HashMap<>()).put(field.name(), field) != null) {
                    return broken("instance " + instance + " twice");
                }
            }
        }
        if (byInstance.isEmpty()) {
            return NONE;
        }
        var sets = new ArrayList<ArcSet>();
        for (int instance = 1; instance <= byInstance.size(); instance++) {
            var set = set(instance, byInstance.getOrDefault(instance, Map.of()));
            if (set.isEmpty()) {
                return broken("instance " + instance);
            }
            if (!set.get().seal().chain().equals(instance == 1 ? "none" : "pass")) {
                return broken("instance " + instance + " says " + (set.get().seal().chain().equals("fail") ? "fail" : "nonsense"));
            }
            sets.add(set.get());
        }
        return new ArcChain(List.copyOf(sets), Optional.empty());
    }

    private static ArcChain broken(String why) {
        return new ArcChain(List.of(), Optional.of(why));
    }

    private static Optional<ArcSet> set(int instance, Map<String, Field> fields) {
        if (!fields.keySet().equals(NAMES)) {
            return Optional.empty();
        }
        var message = fields.get("arc-message-signature");
        var seal = fields.get("arc-seal");
        return TagList.parse(message.utf8()).map(tags -> Signature.arc(message, tags)).filter(read -> read.trouble().isEmpty())
                .flatMap(read -> TagList.parse(seal.utf8()).flatMap(tags -> ArcSeal.of(seal, tags))
                        .map(sealed -> new ArcSet(instance, fields.get("arc-authentication-results"), read, sealed)));
    }

    /** 0 if there is none. Of the results it is the first thing (§4.1.1), of the others a tag. */
    private static int instance(Field field) {
        var value = field.value();
        if (field.name().equals("arc-authentication-results")) {
            int end = value.indexOf(';');
            var tag = Ascii.withoutBlanks(value.substring(0, Math.max(0, end))).toLowerCase(Locale.ROOT);
            return tag.startsWith("i=") ? number(tag.substring(2)) : 0;
        }
        return TagList.parse(value).map(tags -> number(tags.word("i", ""))).orElse(0);
    }

    private static int number(String digits) {
        boolean number = !digits.isEmpty() && digits.length() <= 2 && digits.chars().allMatch(c -> Ascii.isDigit((char) c));
        return number ? Integer.parseInt(digits) : 0;
    }

    Optional<ArcSet> newest() {
        return sets.isEmpty() ? Optional.empty() : Optional.of(sets.getLast());
    }
}
