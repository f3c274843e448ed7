package io.postern.loadtest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A program whose processor time and memory are looked at while a load runs. Blocking. */
sealed interface Watched {

    /** What it has used so far. */
    record Reading(Duration cpu, long residentOctets, OptionalLong heapOctets) {
    }

    String name();

    Reading read() throws IOException, InterruptedException;

    /** {@code NAME=http://…} for a node's admin address, {@code NAME=pid:N}, or {@code NAME=cgroup:PATH} (version 2). */
    static Watched parse(String text, HttpClient http) {
        int equals = text.indexOf('=');
        var name = text.substring(0, Math.max(0, equals));
        var what = text.substring(equals + 1);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("what is watched is written NAME=http://…, NAME=pid:N or NAME=cgroup:PATH, not " + text);
        }
        if (what.startsWith("http://") || what.startsWith("https://")) {
            return new NodeMetrics(name, URI.create(what.endsWith("/metrics") ? what : what.replaceAll("/+$", "") + "/metrics"), http);
        }
        if (what.matches("pid:\\d{1,9}")) {
            return new ProcessTimes(name, Long.parseLong(what.substring("pid:".length())));
        }
        if (what.startsWith("cgroup:")) {
            return new ControlGroup(name, Path.of(what.substring("cgroup:".length())));
        }
        throw new IllegalArgumentException("what is watched is http://…, pid:N or cgroup:PATH, not " + what);
    }

    static Watched self() {
        return new ProcessTimes("load generator", ProcessHandle.current().pid());
    }

    /** A node's own account of itself. */
    record NodeMetrics(String name, URI metrics, HttpClient http) implements Watched {

        private static final Duration PATIENCE = Duration.ofSeconds(5);
        private static final Pattern CPU = Pattern.compile("(?m)^process_cpu_time_ns_total(?:\\{[^}]*})? (\\S+)");
        private static final Pattern RESIDENT = Pattern.compile("(?m)^process_resident_memory_bytes(?:\\{[^}]*})? (\\S+)");
        private static final Pattern HEAP = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} (\\S+)");

        @Override
        public Reading read() throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(metrics).timeout(PATIENCE).build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(metrics + " answers " + answer.statusCode());
            }
            return new Reading(Duration.ofNanos((long) sum(CPU, answer.body())), (long) sum(RESIDENT, answer.body()),
                    OptionalLong.of((long) sum(HEAP, answer.body())));
        }

        private static double sum(Pattern pattern, String text) {
            return pattern.matcher(text).results().mapToDouble(found -> Double.parseDouble(found.group(1))).sum();
        }
    }

    /** One process, without its children, by /proc. */
    record ProcessTimes(String name, long pid) implements Watched {

        private static final int USER_TICKS = 11;
        private static final long NANOS_PER_TICK = 10_000_000;

        @Override
        public Reading read() throws IOException {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
            return new Reading(Duration.ofNanos(ticks * NANOS_PER_TICK), resident(Long.toString(pid)), OptionalLong.empty());
        }

        static long resident(String pid) throws IOException {
            try (var lines = Files.lines(Path.of("/proc", pid, "status"))) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).findFirst().orElse(0);
            }
        }
    }

    /** All processes of a control group. */
    record ControlGroup(String name, Path folder) implements Watched {

        @Override
        public Reading read() throws IOException {
            long micros;
            try (var lines = Files.lines(folder.resolve("cpu.stat"))) {
                micros = lines.filter(line -> line.startsWith("usage_usec "))
                        .mapToLong(line -> Long.parseLong(line.substring("usage_usec ".length()))).findFirst().orElse(0);
            }
            long resident = 0;
            for (var pid : Files.readAllLines(folder.resolve("cgroup.procs"))) {
                try {
                    resident += ProcessTimes.resident(pid);
                } catch (IOException ended) {
                    // a process that ends while we look holds no memory
                }
            }
            return new Reading(Duration.ofNanos(micros * 1_000), resident, OptionalLong.empty());
        }
    }
}
