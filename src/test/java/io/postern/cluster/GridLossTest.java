package io.postern.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.postern.route.MxAnswer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GridLossTest {

    @TempDir
    Path folder;

    private LoopbackGrid grid;
    private ClusterNode one;
    private ClusterNode two;
    private ClusterNode three;

    @BeforeEach
    void join() throws IOException {
        grid = new LoopbackGrid(folder, 3);
        grid.join("one", "two", "three");
        one = grid.node("one");
        two = grid.node("two");
        three = grid.node("three");
    }

    @AfterEach
    void leave() throws Exception {
        grid.close();
    }

    @Test
    void aMemberThatDiesTakesNothingFromTheOthersAndComesBack() {
        grid.member("three").getLifecycleService().terminate();
        assertFalse(three.view().gridUp());
        var answer = new MxAnswer.NullMx(Instant.ofEpochSecond(Instant.now().getEpochSecond() + 300));
        eventually(() -> {
            one.mxCache().put("after.example", answer);
            return two.mxCache().get("after.example").toCompletionStage().toCompletableFuture().join()
                    .equals(Optional.of(answer));
        });
        assertTrue(one.view().gridUp() && two.view().gridUp());
        eventually(() -> three.view().gridUp());
        eventually(() -> grid.member("three").getCluster().getMembers().size() == 3);
    }

    @Test
    void aNodeThatLeavesIsGoneAtOnce() throws Exception {
        two.leave().toCompletionStage().toCompletableFuture().get(8, TimeUnit.SECONDS);
        eventually(() -> grid.seenBy("one").equals("one ready, three ready, two gone"));
        assertFalse(two.view().gridUp());
        eventually(() -> grid.member("one").getCluster().getMembers().size() == 2);
    }
}
