package io.postern.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import static io.postern.world.Eventually.eventually;

/**
 * S3Mock, Adobe's server that speaks S3, as a process of its own on a free port of loopback; one for all tests of this JVM, each
 * with a bucket or a prefix of its own.
 */
public final class S3Server {

    private static final Pattern PORT = Pattern.compile("Tomcat started on ports? .*?(\\d+) \\(http\\)");
    private static S3Server shared;

    private final Process process;
    private final Path log;
    private int port;

    private S3Server(String bucket) throws IOException {
        log = Files.createTempFile("s3mock", ".log");
        log.toFile().deleteOnExit();
        process = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", "target/s3mock/s3mock.jar",
                "--server.port=0", "--http.port=0", "--com.adobe.testing.s3mock.store.initial-buckets=" + bucket))
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        eventually(this::isReady);
    }

    public static final String BUCKET = "quarantine";

    public static synchronized S3Server shared() throws IOException {
        if (shared == null) {
            shared = new S3Server(BUCKET);
        }
        return shared;
    }

    private boolean isReady() {
        try {
            var text = Files.readString(log);
            if (!process.isAlive()) {
                throw new AssertionError(text);
            }
            var found = PORT.matcher(text);
            if (!found.find() || !text.contains("Started S3MockApplication")) {
                return false;
            }
            port = Integer.parseInt(found.group(1));
            return true;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }
}
