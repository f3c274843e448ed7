package io.postern.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the values of {@code ${NAME}} and {@code ${file:/path}} into a text, once: what comes out is not looked at again.
 * {@code $${} stands for the characters {@code ${} themselves. No message of ours ever holds an expanded value.
 */
final class Expansion {

    sealed interface Expanded {

        record Text(String text) implements Expanded {
        }

        record Failed(String wrong, String right) implements Expanded {
        }
    }

    private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{([^}]*)(}?)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String FILE = "file:";

    private final Environment environment;
    private final Path folder;

    /** {@code folder} is what relative paths start from. */
    Expansion(Environment environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    Expanded expand(String raw) {
        if (!raw.contains("${")) {
            return new Expanded.Text(raw);
        }
        var text = new StringBuilder();
        var matcher = REFERENCE.matcher(raw);
        while (matcher.find()) {
            if (matcher.group().startsWith("$$")) {
                matcher.appendReplacement(text, Matcher.quoteReplacement(matcher.group().substring(1)));
                continue;
            }
            if (matcher.group(2).isEmpty()) {
                return new Expanded.Failed("\"${\" is never closed",
                        "write ${NAME} or ${file:/path}, or $${ for the characters");
            }
            switch (value(matcher.group(1))) {
                case Expanded.Text value -> matcher.appendReplacement(text, Matcher.quoteReplacement(value.text()));
                case Expanded.Failed failed -> {
                    return failed;
                }
            }
        }
        return new Expanded.Text(matcher.appendTail(text).toString());
    }

    private Expanded value(String reference) {
        if (reference.startsWith(FILE) && reference.length() > FILE.length()) {
            return file(reference.substring(FILE.length()));
        }
        if (!NAME.matcher(reference).matches()) {
            return new Expanded.Failed("\"${" + reference + "}\" is not a reference", "write ${NAME} or ${file:/path}");
        }
        return environment.variable(reference)
                .<Expanded>map(Expanded.Text::new)
                .orElseGet(() -> new Expanded.Failed(
                        "the environment variable " + reference + " is not set", "set it before the start"));
    }

    private Expanded file(String name) {
        try {
            return new Expanded.Text(withoutLineEnd(environment.file(folder.resolve(name))));
        } catch (NoSuchFileException missing) {
            return new Expanded.Failed("the file " + name + " does not exist", "create it or correct the path");
        } catch (IOException | IllegalArgumentException unreadable) {
            var cause = unreadable.getClass().getSimpleName();
            return new Expanded.Failed("the file " + name + " cannot be read (" + cause + ")",
                    "let this user read it; a secret is a short text file");
        }
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }
}
