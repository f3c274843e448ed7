package io.postern.quarantine;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import io.postern.config.ByteSize;
import io.postern.config.Config;
import io.postern.message.BodyBudget;
import io.postern.observe.Metrics;
import io.vertx.core.Vertx;

/** Puts together the store that is configured. */
public final class Quarantines {

    private static final int FOLDER_WORKERS = 4;
    /** Each waits for the network most of the time. */
    private static final int BUCKET_WORKERS = 16;
    private static final InstantSource CLOCK = InstantSource.system();

    private Quarantines() {
    }

    /**
     * @param spare where the index goes that has no folder in the configuration, if what is kept lies in no folder either
     * @param subjectText makes of a subject as it was written what a person reads, and searches for
     */
    public static QuarantineStore of(
            Vertx vertx, Config.Quarantine config, String hostname, Path spare, BodyBudget budget, Metrics metrics,
            UnaryOperator<String> subjectText) {
        return switch (config) {
            case Config.Quarantine.Directory(var path, var keeping) -> of(
                    vertx, new DirectoryVault(path, new Packing(new Keyring(keeping.keys())), CLOCK, metrics, _ -> { }),
                    keeping, path.resolve(".index").resolve(hostname), budget, metrics, subjectText, CLOCK, FOLDER_WORKERS);
            case Config.Quarantine.S3 bucket -> of(
                    vertx, new S3Vault(bucket, CLOCK), bucket.keeping(), spare.resolve("postern-quarantine-index"), budget, metrics,
                    subjectText, CLOCK, BUCKET_WORKERS);
        };
    }

    static VaultStore of(
            Vertx vertx, Vault vault, Config.Keeping keeping, Path usualIndex, BodyBudget budget, Metrics metrics,
            UnaryOperator<String> subjectText, InstantSource clock, int workers) {
        var stopping = new AtomicBoolean();
        var keys = new Keyring(keeping.keys());
        var packing = new Packing(keys);
        var index = new OpenIndex(keeping.index().orElse(usualIndex), vault, keys, subjectText);
        var housekeeping = new Housekeeping(
                vertx.createSharedWorkerExecutor("postern-quarantine-housekeeping-" + System.identityHashCode(vault), 1), vault, index,
                new Stocktaking(vault, packing, index, clock, metrics, stopping::get),
                new Retention(vault, index, keeping.retention(), octets(keeping), clock, metrics, stopping::get));
        return new VaultStore(vertx, vault, packing, index, housekeeping, budget,
                vertx.createSharedWorkerExecutor("postern-quarantine-" + System.identityHashCode(vault), workers), () -> stopping.set(true));
    }

    private static OptionalLong octets(Config.Keeping keeping) {
        return keeping.retentionSize().map(ByteSize::octets).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
