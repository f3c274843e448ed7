package io.postern.quarantine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.postern.observe.Metrics;

/** A vault in a folder and its index, without a store around them. */
final class VaultFolder implements AutoCloseable {

    static final Packing PACKING = new Packing(new Keyring(List.of()));
    private static final byte[] CONTENT = "Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    final Metrics metrics = new Metrics();
    final DirectoryVault vault;
    final OpenIndex index;
    private final Path root;

    VaultFolder(Path folder, InstantSource clock) throws IOException {
        root = folder.resolve("quarantine");
        vault = new DirectoryVault(root, PACKING, clock, metrics, _ -> { });
        index = new OpenIndex(folder.resolve("index"), vault, new Keyring(List.of()), written -> written);
        vault.prepare();
    }

    void put(String id, Instant time) throws IOException {
        vault.put(PACKING.pack(QuarantinedMessageTest.message(id, time), CONTENT.length, () -> new ByteArrayInputStream(CONTENT)),
                Duration.ofMinutes(1));
    }

    /** In the vault and in the index. */
    void keep(String id, Instant time) throws IOException {
        put(id, time);
        index.asked(it -> {
            it.add(QuarantinedMessageTest.message(id, time), Files.size(file(id)));
            return null;
        });
    }

    /** In place of a message something that is there, cannot be read, and cannot be deleted as a file can. */
    void putUnreadable(String id) throws IOException {
        Files.createDirectories(file(id));
        Files.writeString(file(id).resolve("x"), "");
    }

    /** A file where a shelf should be. */
    void breakShelf(int shelf) throws IOException {
        Files.writeString(root.resolve(Vault.shelfName(shelf)), "no folder");
    }

    Path file(String id) {
        return shelf(id).resolve(id + DirectoryVault.PARCEL);
    }

    Path shelf(String id) {
        return root.resolve(Vault.shelfName(Vault.shelf(id)));
    }

    /** What can be listed. */
    Set<String> listed() throws IOException {
        var ids = new TreeSet<String>();
        index.asked(it -> it.find(QuarantineQuery.ALL, Optional.empty(), 1_000)).messages().forEach(message -> ids.add(message.id()));
        return ids;
    }

    /** All that the index knows, what cannot be read among it. */
    List<IndexEntry> entries() throws IOException {
        return index.asked(it -> it.oldest(1_000));
    }

    long alerts(String kind) {
        var line = "postern_alerts_total{kind=\"" + kind + "\"} ";
        return metrics.scrape().lines().filter(each -> each.startsWith(line))
                .mapToLong(each -> (long) Double.parseDouble(each.substring(line.length()))).findFirst().orElse(0);
    }

    @Override
    public void close() throws IOException {
        index.close();
        vault.close();
        metrics.close();
    }
}
