package io.postern.authentic;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A list of tags and values (RFC 6376 §3.2), as signatures, keys and policies are written. */
record TagList(Map<String, String> values, String first) {

    private static final int MAX_TAGS = 100;

    /** Empty if the text does not follow the grammar or has a tag twice. */
    static Optional<TagList> parse(String text) {
        var values = new HashMap<String, String>();
        var first = "";
        int at = 0;
        while (at < text.length()) {
            int semicolon = text.indexOf(';', at);
            int end = semicolon < 0 ? text.length() : semicolon;
            var spec = text.substring(at, end);
            at = end + 1;
            if (Ascii.trimmed(spec).isEmpty()) {
                if (semicolon < 0 && !values.isEmpty()) {
                    break;
                }
                return Optional.empty();
            }
            int equals = spec.indexOf('=');
            var name = equals < 0 ? "" : Ascii.trimmed(spec.substring(0, equals));
            if (!isName(name) || values.size() == MAX_TAGS || values.putIfAbsent(name, Ascii.trimmed(spec.substring(equals + 1))) != null) {
                return Optional.empty();
            }
            first = first.isEmpty() ? name : first;
        }
        return Optional.of(new TagList(Map.copyOf(values), first));
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && Ascii.isLetter(name.charAt(0))
                && name.chars().allMatch(c -> Ascii.isAlphanumeric((char) c) || c == '_');
    }

    boolean has(String tag) {
        return values.containsKey(tag);
    }

    /** As written, but for blanks at the ends. */
    Optional<String> get(String tag) {
        return Optional.ofNullable(values.get(tag));
    }

    String get(String tag, String otherwise) {
        return values.getOrDefault(tag, otherwise);
    }

    /** In lower case and without blanks. */
    String word(String tag, String otherwise) {
        return Ascii.withoutBlanks(values.getOrDefault(tag, otherwise)).toLowerCase(Locale.ROOT);
    }

    /** The list between colons, in lower case and without blanks. */
    List<String> words(String tag, String otherwise) {
        return List.of(word(tag, otherwise).split(":", -1));
    }

    /** {@code raw} with nothing behind {@code b=}, blanks included (RFC 6376 §3.7). */
    static String withoutSignature(String raw) {
        int at = raw.indexOf(':') + 1;
        while (at < raw.length()) {
            int semicolon = raw.indexOf(';', at);
            int end = semicolon < 0 ? raw.length() : semicolon;
            int equals = raw.indexOf('=', at);
            if (equals >= 0 && equals < end && Ascii.trimmed(raw.substring(at, equals)).equals("b")) {
                return raw.substring(0, equals + 1) + raw.substring(end);
            }
            at = end + 1;
        }
        return raw;
    }
}
