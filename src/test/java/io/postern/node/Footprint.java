package io.postern.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a JVM holds: octets of live objects, and of memory that the system has given it. */
record Footprint(long heapOctets, long residentOctets) {

    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** Collects garbage first. */
    static Footprint of(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        var total = TOTAL.matcher(jcmd(pid, "GC.class_histogram"));
        var resident = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        if (!total.find() || !resident.find()) {
            throw new IOException("process " + pid + " tells nothing of its memory");
        }
        return new Footprint(Long.parseLong(total.group(1)), 1024 * Long.parseLong(resident.group(1)));
    }

    /** What is alive, the largest first. */
    static String histogram(long pid) throws IOException, InterruptedException {
        return jcmd(pid, "GC.class_histogram");
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
