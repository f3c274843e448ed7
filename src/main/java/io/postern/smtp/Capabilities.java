package io.postern.smtp;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a next hop announced in its answer to EHLO (RFC 5321 §4.1.1.1).
 *
 * @param size the largest message in octets, empty if SIZE came without a number or with 0, which both mean no fixed
 *     limit (RFC 1870 §4)
 * @param mailMax transactions in one session (RFC 9422 §4.1), {@link #UNLIMITED} where nothing is said
 * @param rcptMax recipients of one transaction (RFC 9422 §4.2), {@link #UNLIMITED} where nothing is said
 * @param xclient the attributes of the client that it takes by XCLIENT, in upper case
 */
public record Capabilities(Set<Extension> extensions, OptionalLong size, int mailMax, int rcptMax, Set<String> xclient) {

    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Of a hop that only took HELO. */
    public static final Capabilities NONE = of(Set.of());

    public Capabilities {
        var copy = EnumSet.noneOf(Extension.class);
        copy.addAll(extensions);
        extensions = Collections.unmodifiableSet(copy);
        xclient = Set.copyOf(xclient);
    }

    /** These extensions, without any limit. */
    public static Capabilities of(Collection<Extension> extensions) {
        return new Capabilities(Set.copyOf(extensions), OptionalLong.empty(), UNLIMITED, UNLIMITED, Set.of());
    }

    public boolean has(Extension extension) {
        return extensions.contains(extension);
    }

    public boolean startTls() {
        return has(Extension.START_TLS);
    }

    public boolean pipelining() {
        return has(Extension.PIPELINING);
    }

    /** Reads the lines after the first, which is the hop's name; what we do not know is passed over. */
    public static Capabilities parse(Reply ehlo) {
        var extensions = EnumSet.noneOf(Extension.class);
        var size = OptionalLong.empty();
        int mailMax = UNLIMITED;
        int rcptMax = UNLIMITED;
        var xclient = Set.<String>of();
        for (var line : ehlo.lines().subList(1, ehlo.lines().size())) {
            var words = List.of(line.strip().split(" +"));
            // some hosts write SIZE=1000 after an old draft
            int equals = words.getFirst().indexOf('=');
            var known = Extension.named(equals < 0 ? words.getFirst() : words.getFirst().substring(0, equals));
            if (known.isEmpty()) {
                continue;
            }
            extensions.add(known.get());
            var values = words.subList(1, words.size());
            switch (known.get()) {
                case SIZE -> size = limit(equals >= 0 ? words.getFirst().substring(equals + 1)
                        : values.isEmpty() ? "" : values.getFirst());
                case LIMITS -> {
                    mailMax = limit(values, "MAILMAX");
                    rcptMax = limit(values, "RCPTMAX");
                }
                case XCLIENT -> xclient = upperCase(values);
                default -> {
                }
            }
        }
        return new Capabilities(extensions, size, mailMax, rcptMax, xclient);
    }

    private static OptionalLong limit(String digits) {
        try {
            long limit = Long.parseLong(digits);
            return limit > 0 ? OptionalLong.of(limit) : OptionalLong.empty();
        } catch (NumberFormatException noLimitWeUnderstand) {
            return OptionalLong.empty();
        }
    }

    /** {@code name=value} (RFC 9422 §3); 0 is none, it is not in the grammar and would leave nothing to do. */
    private static int limit(List<String> limits, String name) {
        for (var word : limits) {
            int equals = word.indexOf('=');
            if (equals > 0 && word.substring(0, equals).equalsIgnoreCase(name)) {
                return (int) Math.min(UNLIMITED, limit(word.substring(equals + 1)).orElse(UNLIMITED));
            }
        }
        return UNLIMITED;
    }

    private static Set<String> upperCase(List<String> words) {
        var upper = new HashSet<String>();
        for (var word : words) {
            upper.add(word.toUpperCase(Locale.ROOT));
        }
        return upper;
    }
}
