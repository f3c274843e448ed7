package io.postern.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the entries of one access list stand: in the configuration, and in files with one entry a line, where {@code #} at
 * the start of a line or behind a blank begins a comment. Reading blocks, and finds what is wrong line by line.
 */
public record AccessSource(String key, AccessEntry.About about, List<String> written) {

    static final AccessSource NONE = new AccessSource("", AccessEntry.About.CLIENTS, List.of());

    private static final String FILE = "file:";
    private static final int MOST_PROBLEMS = 20;
    private static final long MOST_OCTETS = 256L << 20;

    /** The file that {@code entry} refers to. */
    static Optional<Path> file(String entry) {
        return entry.startsWith(FILE) && entry.length() > FILE.length() && entry.indexOf('\0') < 0
                ? Optional.of(Path.of(entry.substring(FILE.length()))) : Optional.empty();
    }

    /** How one entry, or reference to a file, is written; paths come out relative to {@code folder}. */
    static Notation<String> notation(AccessEntry.About about, Path folder) {
        var noun = about == AccessEntry.About.CLIENTS ? "a network, a host name or a file" : "an address, a domain or a file";
        return new Notation<>(noun, remedy(about) + " or file:/path", text -> text.startsWith(FILE)
                ? file(text).map(path -> FILE + folder.resolve(path))
                : AccessEntry.parse(text, about).map(_ -> text));
    }

    public List<Path> files() {
        return written.stream().flatMap(entry -> file(entry).stream()).toList();
    }

    /** Hands on every entry that is one; the result says what is wrong with the others. */
    public List<Problem> read(Consumer<AccessEntry> entries) {
        var problems = new ArrayList<Problem>();
        for (var entry : written) {
            file(entry).ifPresentOrElse(
                    path -> readFile(path, entries, problems),
                    () -> AccessEntry.parse(entry, about).ifPresent(entries));
        }
        return problems;
    }

    private void readFile(Path path, Consumer<AccessEntry> entries, List<Problem> problems) {
        try {
            if (!Files.isRegularFile(path) || Files.size(path) > MOST_OCTETS) {
                problems.add(new Problem(path.toString(), 0, key, Files.isRegularFile(path)
                        ? "is larger than 256 MiB" : "is no file", "create it or correct the path in the configuration"));
                return;
            }
            readLines(path, entries, problems);
        } catch (CharacterCodingException notText) {
            problems.add(new Problem(path.toString(), 0, key, "is not UTF-8 text", "save it as UTF-8"));
        } catch (IOException unreadable) {
            problems.add(new Problem(path.toString(), 0, key,
                    "cannot be read (" + unreadable.getClass().getSimpleName() + ")", "let this user read it"));
        }
    }

    private void readLines(Path path, Consumer<AccessEntry> entries, List<Problem> problems) throws IOException {
        try (var lines = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            int number = 0;
            int wrong = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                var text = withoutComment(number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line);
                if (text.isEmpty()) {
                    continue;
                }
                var entry = AccessEntry.parse(text, about);
                entry.ifPresent(entries);
                if (entry.isEmpty() && wrong++ < MOST_PROBLEMS) {
                    problems.add(new Problem(path.toString(), number, key, Section.quoted(text) + " is no entry", remedy(about)));
                }
            }
            if (wrong > MOST_PROBLEMS) {
                problems.add(new Problem(path.toString(), 0, key, "has " + wrong + " lines that are no entry",
                        "the first " + MOST_PROBLEMS + " are listed"));
            }
        }
    }

    private static String withoutComment(String line) {
        for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
            if (i == 0 || Character.isWhitespace(line.charAt(i - 1))) {
                return line.substring(0, i).strip();
            }
        }
        return line.strip();
    }

    private static String remedy(AccessEntry.About about) {
        return about == AccessEntry.About.CLIENTS
                ? "write one such as 192.0.2.0/24, 2001:db8::/32, mail.example.com or .example.com"
                : "write one such as ann@example.com, example.com or .example.com";
    }
}
