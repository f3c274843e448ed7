package io.postern.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong while a file is read, and remembers on which line each key stands. Not thread-safe. */
final class Problems {

    private record Written(int line, String raw) {
    }

    private final String file;
    private final Map<String, Written> written = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    void add(int line, String key, String wrong, String right) {
        problems.add(new Problem(file, line, key, wrong, right));
    }

    /** At the key's own line, or that of the nearest section around it that was written. */
    void add(String key, String wrong, String right) {
        add(line(key), key, wrong, right);
    }

    void warn(String key, String wrong, String right) {
        warnings.add(new Problem(file, line(key), key, wrong, right));
    }

    /** {@code raw} is the text before expansion, the only form of a value that messages may hold. */
    void written(String key, int line, String raw) {
        written.putIfAbsent(key, new Written(line, raw));
    }

    boolean isWritten(String key) {
        return written.containsKey(key);
    }

    String raw(String key) {
        var entry = written.get(key);
        return entry == null ? "" : entry.raw();
    }

    /** True if neither the keys nor anything below them has a problem, so that a rule may compare their values. */
    boolean clean(String... keys) {
        for (var key : keys) {
            for (var problem : problems) {
                var at = problem.key();
                if (at.equals(key) || at.startsWith(key + ".") || at.startsWith(key + "[")) {
                    return false;
                }
            }
        }
        return true;
    }

    boolean none() {
        return problems.isEmpty();
    }

    List<Problem> all() {
        return sorted(problems);
    }

    List<Problem> warnings() {
        return sorted(warnings);
    }

    private int line(String key) {
        for (var at = key; !at.isEmpty();) {
            var entry = written.get(at);
            if (entry != null) {
                return entry.line();
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return 1;
    }

    private static List<Problem> sorted(List<Problem> list) {
        return list.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }
}
