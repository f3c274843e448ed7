package io.postern.scan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import io.postern.config.Scan;

/**
 * The configured rules, ready to ask. An entry of {@code block-attachments} is an extension ({@code exe},
 * {@code tar.gz}) or, with a slash, a content type ({@code application/x-msdownload}, {@code video/*}).
 */
record MessageRules(List<String> suffixes, List<String> types, List<HeaderRule> headers, boolean eicar) {

    /** A header field, in lower case, and what its value must not contain. */
    record HeaderRule(String field, Pattern pattern) {
    }

    static MessageRules of(Scan.Kind.Rules config) {
        var entries = config.blockAttachments().stream().map(entry -> entry.strip().toLowerCase(Locale.ROOT)).toList();
        return new MessageRules(
                entries.stream().filter(e -> e.indexOf('/') < 0).map(e -> e.startsWith(".") ? e : "." + e).toList(),
                entries.stream().filter(e -> e.indexOf('/') >= 0).toList(),
                config.blockHeaders().stream()
                        .map(h -> new HeaderRule(h.field().toLowerCase(Locale.ROOT), Pattern.compile(h.pattern())))
                        .toList(),
                config.eicar());
    }

    /** What is wrong with an attachment of this name: its extension, as a mail reader's host would understand it. */
    Optional<String> attachment(String name) {
        var plain = stripped(name);
        for (var suffix : suffixes) {
            if (plain.endsWith(suffix)) {
                return Optional.of("attachment " + plain);
            }
        }
        return Optional.empty();
    }

    /** What is wrong with a content type, given without parameters. */
    Optional<String> contentType(String type) {
        var plain = type.strip().toLowerCase(Locale.ROOT);
        for (var blocked : types) {
            boolean family = blocked.endsWith("/*");
            if (family ? plain.startsWith(blocked.substring(0, blocked.length() - 1)) : plain.equals(blocked)) {
                return Optional.of("content type " + plain);
            }
        }
        return Optional.empty();
    }

    /** Windows ignores dots and spaces at a name's end, and invisible characters deceive only people. */
    private static String stripped(String name) {
        var visible = new StringBuilder(name.length());
        name.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .forEach(visible::appendCodePoint);
        int end = visible.length();
        while (end > 0 && isPadding(visible.charAt(end - 1))) {
            end--;
        }
        return visible.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static boolean isPadding(char c) {
        return c == '.' || c == '"' || c == '\'' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
