package io.postern.observe;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which metrics an expression of Prometheus' language asks for, and whether there are such. */
final class Expressions {

    /** What comes from Prometheus itself and from Micrometer's meters; a scrape of a real node in CI has them all. */
    private static final Set<String> OTHERS = Set.of("up", "jvm_memory_used_bytes", "jvm_gc_pause_seconds_sum",
            "jvm_threads_live_threads", "process_uptime_seconds", "process_cpu_time_ns_total", "process_files_open_files",
            "netty_allocator_memory_used");
    private static final Pattern METRIC = Pattern.compile("\\b(?:up\\b|(?:postern|jvm|process|netty)_[a-z0-9_]+|postern:[a-z0-9_:]+)");
    private static final Set<String> OURS = Arrays.stream(Meter.values()).map(Meter::title).collect(Collectors.toUnmodifiableSet());

    private Expressions() {
    }

    /** Those that neither a node nor one of the {@code recorded} rules has. */
    static Set<String> unknown(String expression, Set<String> recorded) {
        var unknown = new TreeSet<String>();
        METRIC.matcher(expression.replaceAll("\"[^\"]*\"", "\"\"")).results().map(found -> found.group())
                .filter(name -> !OTHERS.contains(name) && !recorded.contains(name) && !isOurs(name))
                .forEach(unknown::add);
        return unknown;
    }

    private static boolean isOurs(String name) {
        return OURS.contains(name) || OURS.contains(name.replaceAll("_(bucket|sum|count)$", ""));
    }
}
