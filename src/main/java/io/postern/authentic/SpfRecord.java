package io.postern.authentic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An SPF record (RFC 7208 §4.6.1), all of which is checked before any of it counts (§4.6). */
record SpfRecord(List<Directive> directives, Optional<MacroString> redirect) {

    private static final String VERSION = "v=spf1";

    /** {@code result}: what a match means. */
    record Directive(SpfResult result, SpfTerm term) {
    }

    /** Whether the TXT record is an SPF record at all (§4.5). */
    static boolean isVersion1(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /** Empty if there is an error in its syntax. */
    static Optional<SpfRecord> parse(String text) {
        var directives = new ArrayList<Directive>();
        Optional<MacroString> redirect = Optional.empty();
        boolean explained = false;
        int at = VERSION.length();
        while (at < text.length()) {
            int end = text.indexOf(' ', at);
            var word = text.substring(at, end < 0 ? text.length() : end);
            at = end < 0 ? text.length() : end + 1;
            if (word.isEmpty()) {
                continue;
            }
            var modifier = modifierName(word);
            if (modifier.isPresent()) {
                var value = word.substring(modifier.get().length() + 1);
                switch (modifier.get().toLowerCase(Locale.ROOT)) {
                    case "redirect" -> {
                        var target = MacroString.domainSpec(value);
                        if (redirect.isPresent() || target.isEmpty()) { // §6: at most once
                            return Optional.empty();
                        }
                        redirect = target;
                    }
                    case "exp" -> {
                        if (explained || MacroString.domainSpec(value).isEmpty()) {
                            return Optional.empty();
                        }
                        explained = true;
                    }
                    default -> {
                        if (MacroString.parse(value, true).isEmpty()) {
                            return Optional.empty();
                        }
                    }
                }
                continue;
            }
            var directive = directive(word);
            if (directive.isEmpty()) {
                return Optional.empty();
            }
            directives.add(directive.get());
        }
        return Optional.of(new SpfRecord(List.copyOf(directives), redirect));
    }

    private static Optional<Directive> directive(String word) {
        var result = switch (word.charAt(0)) {
            case '-' -> SpfResult.FAIL;
            case '~' -> SpfResult.SOFTFAIL;
            case '?' -> SpfResult.NEUTRAL;
            default -> SpfResult.PASS;
        };
        boolean qualified = "+-~?".indexOf(word.charAt(0)) >= 0;
        return SpfTermParser.term(qualified ? word.substring(1) : word).map(term -> new Directive(result, term));
    }

    /** {@code name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )} before the equals sign. */
    private static Optional<String> modifierName(String word) {
        int equals = word.indexOf('=');
        if (equals < 1 || !Ascii.isLetter(word.charAt(0))) {
            return Optional.empty();
        }
        var name = word.substring(0, equals);
        return name.chars().allMatch(c -> Ascii.isAlphanumeric((char) c) || "-_.".indexOf(c) >= 0)
                ? Optional.of(name) : Optional.empty();
    }
}
