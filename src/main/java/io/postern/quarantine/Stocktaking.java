package io.postern.quarantine;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.quarantine.Vault.Lying;
import org.slf4j.event.Level;

/**
 * Makes the index agree with the vault, shelf by shelf, so that memory is that of one shelf: what came to it in any way is
 * read and added, what is gone is removed. Shelves that the vault knows to be unchanged are passed by. Blocks; one at a time.
 */
final class Stocktaking {

    private final Vault vault;
    private final Packing packing;
    private final OpenIndex index;
    private final InstantSource clock;
    private final Metrics metrics;
    private final BooleanSupplier stopping;
    private final Map<Integer, Optional<Object>> states = new HashMap<>();

    Stocktaking(Vault vault, Packing packing, OpenIndex index, InstantSource clock, Metrics metrics, BooleanSupplier stopping) {
        this.vault = vault;
        this.packing = packing;
        this.index = index;
        this.clock = clock;
        this.metrics = metrics;
        this.stopping = stopping;
    }

    void run() throws IOException {
        if (index.catchingUp()) {
            states.clear();
        }
        for (int shelf = 0; shelf < Vault.SHELVES && !stopping.getAsBoolean(); shelf++) {
            var state = vault.state(shelf);
            if (state.isEmpty() || !state.equals(states.get(shelf))) {
                states.remove(shelf);
                take(shelf);
                states.put(shelf, state);
            }
        }
        index.asked(it -> {
            it.commit();
            return null;
        });
    }

    private void take(int shelf) throws IOException {
        var known = index.asked(it -> it.onShelf(shelf));
        var gone = new HashSet<>(known);
        var unknown = new ArrayList<Lying>();
        for (var lying : vault.list(shelf)) {
            gone.remove(lying.id());
            if (!known.contains(lying.id())) {
                unknown.add(lying);
            }
        }
        for (var id : gone) {
            forget(id);
        }
        add(unknown);
    }

    /** Unless it was only too young for the list. */
    private void forget(String id) throws IOException {
        var there = vault.head(id);
        if (there.isPresent()) {
            there.get().close();
            return;
        }
        index.asked(it -> {
            it.remove(id);
            return null;
        });
    }

    private void add(List<Lying> unknown) throws IOException {
        if (unknown.size() < 2 || vault.readsAtOnce() < 2) {
            for (var lying : unknown) {
                add(lying);
            }
            return;
        }
        try (var readers = Executors.newFixedThreadPool(vault.readsAtOnce(), Thread.ofVirtual().factory())) {
            for (var read : readers.invokeAll(unknown.stream().<Callable<Void>>map(lying -> () -> add(lying)).toList())) {
                done(read);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", closing);
        }
    }

    private static void done(Future<Void> read) throws InterruptedException, IOException {
        try {
            read.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof IOException broken ? broken : new IOException(failure.getCause());
        }
    }

    private Void add(Lying lying) throws IOException {
        if (stopping.getAsBoolean()) {
            return null;
        }
        try {
            var stored = vault.head(lying.id());
            if (stored.isPresent()) {
                try (var unpacked = packing.unpack(lying.id(), stored.get())) {
                    index.asked(it -> {
                        it.add(unpacked.message(), lying.octets());
                        return null;
                    });
                }
            }
        } catch (DamagedMessage | KeyMissing unreadable) {
            metrics.alert("quarantine-unreadable");
            MailLog.limited(Level.ERROR, "quarantine-unreadable", "id", lying.id(), "cause", unreadable.getMessage());
            index.asked(it -> {
                it.addUnreadable(lying.id(), clock.instant().toEpochMilli(), lying.octets());
                return null;
            });
        }
        return null;
    }
}
