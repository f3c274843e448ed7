package io.postern.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static io.postern.world.Eventually.eventually;

/** A node as a process of its own, on the class path of the tests and with a heap as small as in production. */
final class ChildNode implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final int port;
    private final AdminCalls admin;

    private ChildNode(Process process, Path log, int port, int adminPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.admin = new AdminCalls(adminPort);
    }

    /** Returns when the node is ready. */
    static ChildNode start(Path folder, String sections) throws IOException {
        int port = freePort();
        int adminPort = freePort();
        var file = TestNode.write(folder, port, sections);
        Files.writeString(file, Files.readString(file).replace("admin: {bind: \"127.0.0.1:0\"",
                "admin: {bind: \"127.0.0.1:" + adminPort + "\""));
        var log = folder.resolve("node.log");
        var process = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xms32m", "-Xmx256m", "-XX:MaxDirectMemorySize=640m", "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.allocator.type=pooled", "-Dio.netty.noUnsafe=false",
                "-cp", System.getProperty("java.class.path"), "io.postern.Postern", "run", "--config", file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var node = new ChildNode(process, log, port, adminPort);
        eventually(node::isReady);
        return node;
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new AssertionError("the node ended: " + log());
        }
        try {
            return admin.get("/health/ready").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** Its memory at this moment, after a full collection. */
    Footprint footprint() throws IOException, InterruptedException {
        return Footprint.of(process.pid());
    }

    /** Its live objects by class. */
    String histogram() throws IOException, InterruptedException {
        return Footprint.histogram(process.pid());
    }

    int port() {
        return port;
    }

    AdminCalls admin() {
        return admin;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** SIGTERM; the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        admin.close();
        process.destroyForcibly();
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
