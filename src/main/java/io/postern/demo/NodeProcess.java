package io.postern.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One node as a process of its own: this program with {@code run}, on the same Java and with the same options. */
final class NodeProcess {

    private static final int LOG_LINES = 40;

    private final NodePlan plan;
    private final Process process;

    private NodeProcess(NodePlan plan, Process process) {
        this.plan = plan;
        this.process = process;
    }

    /** Starts the node; its output goes to the log in its folder. */
    static NodeProcess start(NodePlan plan) throws IOException {
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(options());
        command.addAll(List.of("-Xms32m", "-Xmx160m", "-cp", System.getProperty("java.class.path"), "io.postern.Postern",
                "run", "--config", plan.configuration().toString()));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(plan.log().toFile())
                .start();
        process.getOutputStream().close();
        return new NodeProcess(plan, process);
    }

    NodePlan plan() {
        return plan;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits up to {@code millis} for the process to end; true if it has ended. */
    boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** SIGKILL: the node gets no chance to say or save anything. */
    void kill() {
        process.destroyForcibly();
    }

    /** The end of the log, for people. */
    String logTail() {
        try {
            var lines = Files.readAllLines(plan.log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException unreadable) {
            return "(no log: " + unreadable.getMessage() + ")";
        }
    }

    private static String java() {
        return ProcessHandle.current().info().command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }

    /** Our own JVM options without heap sizes and without agents, which belong to this process alone. */
    private static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-Xmx") && !option.startsWith("-Xms"))
                .filter(option -> !option.startsWith("-agent") && !option.startsWith("-javaagent"))
                .toList();
    }
}
