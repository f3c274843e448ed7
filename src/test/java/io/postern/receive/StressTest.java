package io.postern.receive;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.postern.config.Config;
import io.postern.config.ConfigLoader;
import io.postern.config.Loaded;
import io.postern.message.BodyBudget;
import io.postern.smtp.Peer;
import io.postern.world.Client;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** While the node has more clients than it can serve, each gets less time and fewer errors, those who wait already too. */
class StressTest {

    @TempDir
    private Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final House house = new House();
    private int port;

    /** Lets everybody in. */
    private static final class House extends OpenHouse {

        private final AtomicBoolean stressed = new AtomicBoolean();
        private final Queue<Dismissal> dismissed = new ConcurrentLinkedQueue<>();

        @Override
        public Welcome connect(Peer peer) {
            return new Welcome.Open(new Nothing(), Duration.ZERO);
        }

        @Override
        public boolean isStressed() {
            return stressed.get();
        }

        @Override
        public void dismissed(InetAddress client, Dismissal why) {
            dismissed.add(why);
        }
    }

    @BeforeEach
    void start() throws IOException {
        var config = config();
        var settings = OpenHouse.settings(config, new BodyBudget(1 << 20, 1 << 20, 1 << 20, folder));
        var loop = vertx.getOrCreateContext();
        port = Future.<List<Integer>>future(bound -> loop.runOnContext(_ -> new SmtpServer(vertx, house, () -> settings)
                .listen(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))).onComplete(bound)))
                .toCompletionStage().toCompletableFuture().join().getFirst();
    }

    private Config config() throws IOException {
        var file = Files.writeString(folder.resolve("postern.yaml"), """
                listeners: [{bind: "127.0.0.1:0"}]
                quarantine: {type: directory, path: %s}
                """.formatted(folder));
        return ((Loaded.Ok) ConfigLoader.load(file)).config();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void oneErrorIsEnoughAndSilenceIsShort() {
        try (var waiting = Client.greeted(port); var mistaken = Client.greeted(port)) {
            assertEquals("500", mistaken.ask("NONSENSE").substring(0, 3));
            assertEquals("250", mistaken.ask("NOOP").substring(0, 3));
            house.stressed.set(true);
            assertEquals("500", mistaken.ask("NONSENSE").substring(0, 3));
            assertEquals("421", mistaken.reply().substring(0, 3));
            assertEquals("421", waiting.patientReply().substring(0, 3));
            eventually(() -> List.copyOf(house.dismissed).equals(List.of(Dismissal.ERRORS, Dismissal.TIMEOUT)));
        }
    }
}
