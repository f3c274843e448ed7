package io.postern.admin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a call that changes something may be told. A parameter that is misspelt, stands there twice or has no value is refused,
 * as is a flag that is neither true nor false: what is done without it may be what nobody meant, and for good.
 *
 * @param flags  those that are {@code true} or {@code false}; {@link Call#says} reads them
 * @param others those with a value of another kind
 */
record KnownParameters(Set<String> flags, Set<String> others) {

    private static final Set<String> EITHER = Set.of("true", "false");

    /** Of the first parameter, by name, that is wrong: it, its value and what would be right. */
    Optional<Answer> refusal(Call call) {
        return call.query().names().stream().sorted()
                .flatMap(name -> fault(name, call.query().getAll(name)).stream()).findFirst().map(Problem::badRequest);
    }

    private Optional<String> fault(String name, List<String> values) {
        var key = name.toLowerCase(Locale.ROOT);
        var written = name + "=" + String.join(" and " + name + "=", values);
        if (!names().contains(key)) {
            return Optional.of(written + ": there is no such parameter here; write one of " + String.join(", ", names()));
        }
        if (values.size() > 1) {
            return Optional.of(written + ": write it once");
        }
        if (flags.contains(key)) {
            return EITHER.contains(values.getFirst()) ? Optional.empty() : Optional.of(written + ": write true or false");
        }
        return values.getFirst().isEmpty() ? Optional.of(written + ": give it a value, or leave it out") : Optional.empty();
    }

    /** All of them, sorted. */
    Set<String> names() {
        var all = new TreeSet<>(flags);
        all.addAll(others);
        return all;
    }
}
