package io.postern.scan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.postern.world.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The clamd scanner against the real clamd, with a database that knows EICAR alone. */
@Tag("real")
class RealClamdTest {

    @Test
    void findsEicarInAnAttachmentOverTcpAndUnixSocket(@TempDir Path folder) throws Exception {
        boolean installed = isInstalled();
        if (!installed) {
            System.err.println("SKIPPED: RealClamdTest needs clamd, which is not on the PATH (Debian: clamav-daemon)");
        }
        assumeTrue(installed, "clamd is not installed");
        int port = freePort();
        var socket = folder.resolve("clamd.sock");
        var clamd = start(folder, port, socket);
        try (var world = new ScanWorld()) {
            Eventually.eventually(() -> accepts(port) && Files.exists(socket));
            for (var address : new String[] {"127.0.0.1:" + port, socket.toString()}) {
                var scanner = ClamdScannerTest.scanner(world, address, "20s");
                assertEquals(Verdict.Clean.CLEAN, world.verdict(scanner, "Subject: x\r\n\r\n.hello\r\n"));
                assertEquals(new Verdict.Quarantine("Eicar.Test.UNOFFICIAL"),
                        world.verdict(scanner, "Subject: x\r\n\r\n" + Eicar.TEXT + "\r\n"));
                assertEquals(Verdict.Clean.CLEAN, world.verdict(scanner, ""));
                assertEquals("unsure", world.verdict(scanner, "0123456789abcdef\r\n".repeat(200_000)).word(), "too long");
            }
            world.assertAllBodiesReleased();
        } finally {
            clamd.destroy();
            clamd.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static Process start(Path folder, int port, Path socket) throws IOException {
        var database = Files.createDirectory(folder.resolve("db"));
        Files.writeString(database.resolve("eicar.ndb"),
                "Eicar.Test:0:*:" + HexFormat.of().formatHex(Eicar.TEXT.getBytes(StandardCharsets.US_ASCII)) + "\n");
        var config = folder.resolve("clamd.conf");
        Files.writeString(config, """
                TCPSocket %d
                TCPAddr 127.0.0.1
                LocalSocket %s
                Foreground yes
                User %s
                DatabaseDirectory %s
                TemporaryDirectory %s
                StreamMaxLength 2M
                """.formatted(port, socket, System.getProperty("user.name"), database, folder));
        return new ProcessBuilder("clamd", "--config-file=" + config)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("clamd.log").toFile())
                .start();
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "clamd")));
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
