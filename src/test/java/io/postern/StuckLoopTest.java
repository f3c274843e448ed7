package io.postern;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import io.postern.node.TestNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;

/** An event loop that is stuck makes its node busy, though nothing on that loop can say so. */
class StuckLoopTest {

    @TempDir
    private Path folder;

    @Test
    void oneStuckLoopMakesTheNodeBusyUntilItGoesOn() {
        var release = new CountDownLatch(1);
        try (var started = TestNode.towards(folder, 1, "")) {
            var node = started.node();
            try {
                node.anyLane().loop().runOnContext(_ -> awaitQuietly(release));
                eventually(() -> node.anyLane().lag().seconds() > 0.5);
                eventually(() -> node.view().state().equals("busy") && node.view().load() == 1);
            } finally {
                release.countDown();
            }
            eventually(() -> node.view().state().equals("ready"));
        }
    }

    private static void awaitQuietly(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
