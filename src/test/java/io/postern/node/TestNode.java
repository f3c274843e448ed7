package io.postern.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

import io.postern.Node;
import io.postern.config.Config;
import io.postern.config.ConfigLoader;
import io.postern.config.Loaded;
import io.postern.quarantine.QuarantineStore;

import static io.postern.world.Eventually.eventually;

/** A whole node on loopback, on ports that the system chooses, from the text of a configuration file. */
public final class TestNode implements AutoCloseable {

    private final Node node;

    private TestNode(Node node) {
        this.node = node;
    }

    /** {@code folder} holds the file and the quarantine; {@code sections} are added to a minimal configuration. */
    public static TestNode start(Path folder, String sections) {
        return start(folder, 0, sections);
    }

    /** On a port that is given; 0 is any. */
    static TestNode start(Path folder, int port, String sections) {
        return start(write(folder, port, sections));
    }

    private static TestNode start(Path file) {
        return start(file, InstantSource.system());
    }

    /** {@code clock}: what its digest goes by. */
    static TestNode start(Path folder, String sections, InstantSource clock) {
        return start(write(folder, 0, sections), clock);
    }

    private static TestNode start(Path file, InstantSource clock) {
        return switch (ConfigLoader.load(file)) {
            case Loaded.Ok ok -> new TestNode(Node.start(ok.config(), Optional.of(file), clock));
            case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    /** A node that has no file. */
    static TestNode of(Config config) {
        return new TestNode(Node.start(config, Optional.empty()));
    }

    /** {@code sections} say where it listens, too. */
    static TestNode withListeners(Path folder, String sections) {
        var file = writeWithListeners(folder, sections);
        return switch (ConfigLoader.load(file)) {
            case Loaded.Ok ok -> new TestNode(Node.start(ok.config(), Optional.of(file)));
            case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    static Path writeWithListeners(Path folder, String sections) {
        return write(folder, 0, sections);
    }

    /** A file where the quarantine's folder was, once the node does not look through it any more. */
    void breakQuarantine(Path folder) throws IOException {
        try (var admin = new AdminCalls(adminPort())) {
            eventually(() -> isStockTaken(admin));
        }
        replaceQuarantine(folder);
    }

    /** A file where the folder was of a quarantine that no node has. */
    static void replaceQuarantine(Path folder) throws IOException {
        var place = folder.resolve("quarantine");
        Files.move(place, folder.resolve("quarantine-before"));
        Files.writeString(place, "no folder");
    }

    /** A list waits for it, but no longer than a moment. */
    private static boolean isStockTaken(AdminCalls admin) {
        long began = System.nanoTime();
        admin.get("/api/v1/quarantine");
        return System.nanoTime() - began < QuarantineStore.REFRESH.toNanos();
    }

    /**
     * Writes the file that {@link #start} reads, as whoever changes a configuration does. {@code sections} may have
     * listeners of their own.
     */
    static Path write(Path folder, int port, String sections) {
        return write(folder, port, "", sections);
    }

    private static Path write(Path folder, int port, String listener, String sections) {
        var text = """
                postmaster: postmaster@next.test
                spill-directory: %s
                drain: {notice: 0s, limit: 5s}
                """.formatted(folder.resolve("spill"))
                + (sections.contains("quarantine: {") ? "" : "quarantine: {type: directory, path: " + folder.resolve("quarantine") + digest(sections) + "}\n")
                + (sections.contains("hostname:") ? "" : "hostname: mx.postern.test\n")
                + (sections.contains("admin:") ? "" : "admin: {bind: \"127.0.0.1:0\", token: secret}\n")
                + (sections.contains("listeners:") ? "" : "listeners: [{bind: \"127.0.0.1:" + port + "\"" + listener + "}]\n")
                + sections.replaceFirst("(?m)^digest: .*\n?", "");
        try {
            return Files.writeString(folder.resolve("postern.yaml"), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** {@code digest: {…}} on a line of its own stands in the section of the quarantine. */
    private static String digest(String sections) {
        return sections.lines().filter(line -> line.startsWith("digest: ")).findFirst().map(line -> ", " + line).orElse("");
    }

    /** All mail for next.test goes to one host on loopback. */
    public static TestNode towards(Path folder, int hopPort, String sections) {
        return start(folder, route(hopPort) + sections);
    }

    /** As before, with further keys of its listener: {@code ", announce: [dsn]"}. */
    public static TestNode towards(Path folder, int hopPort, String listener, String sections) {
        return start(write(folder, 0, listener, route(hopPort) + sections));
    }

    /** The section that does so. */
    static String route(int hopPort) {
        return """
                routes:
                  - {name: next, domains: [next.test], via: ["10 127.0.0.1:%d"]}
                """.formatted(hopPort);
    }

    public int port() {
        return node.ports().getFirst();
    }

    public int adminPort() {
        return node.adminPort();
    }

    public Node node() {
        return node;
    }

    @Override
    public void close() {
        node.stop();
    }
}
