package io.postern.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What the process holds of the machine's memory, as the system counts it; Micrometer knows only what the JVM counts. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {
    }

    static void bindTo(MeterRegistry registry) {
        Gauge.builder("process.resident.memory", ResidentMemory::octets).baseUnit("bytes")
                .description("Resident memory of the process; a rise that never ends means a leak").register(registry);
    }

    /** NaN where there is no /proc; made by the kernel at once, so reading it waits for nothing. */
    private static double octets() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024.0).findFirst().orElse(Double.NaN);
        } catch (IOException noSuchSystem) {
            return Double.NaN;
        }
    }
}
