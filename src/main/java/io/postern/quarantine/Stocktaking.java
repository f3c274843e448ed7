package io.postern.quarantine;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * read and added, what is gone is removed. Shelves that the vault knows to be unchanged are passed by. What cannot be looked
 * at is told, passed over and looked at again the next time; what was read and cannot be understood, the next time that this
 * node starts, for its key may be there then. Blocks; one at a time.
 */
final class Stocktaking {

    private static final int SHELVES_IN_A_ROW = 3;

    private final Vault vault;
    private final Packing packing;
    private final OpenIndex index;
    private final InstantSource clock;
    private final Metrics metrics;
    private final BooleanSupplier stopping;
    private final Map<Integer, Optional<Object>> states = new HashMap<>();
    /** The shelves whose unreadable messages were read anew since this node started. */
    private final BitSet readAnew = new BitSet(Vault.SHELVES);
    /** Where a run begins, if not at the first: behind the one that the last run gave up at. */
    private int first;

    Stocktaking(Vault vault, Packing packing, OpenIndex index, InstantSource clock, Metrics metrics, BooleanSupplier stopping) {
        this.vault = vault;
        this.packing = packing;
        this.index = index;
        this.clock = clock;
        this.metrics = metrics;
        this.stopping = stopping;
    }

    /** Fails if the index is broken, or if so much fails that the vault seems to be. */
    void run() throws IOException {
        if (index.catchingUp()) {
            states.clear();
        }
        var shelves = new FailureStreak(SHELVES_IN_A_ROW);
        var reads = FailureStreak.ofMessages();
        int begin = first;
        for (int i = 0; i < Vault.SHELVES && !stopping.getAsBoolean(); i++) {
            int shelf = (begin + i) % Vault.SHELVES;
            first = (shelf + 1) % Vault.SHELVES;
            look(shelf, shelves, reads);
        }
        first = 0;
        index.asked(it -> {
            it.commit();
            return null;
        });
    }

    private void look(int shelf, FailureStreak shelves, FailureStreak reads) throws IOException {
        Optional<Object> state;
        List<Lying> lying = List.of();
        boolean unchanged;
        try {
            state = vault.state(shelf);
            unchanged = state.isPresent() && state.equals(states.get(shelf));
            if (!unchanged) {
                lying = vault.list(shelf);
            }
        } catch (IOException failure) {
            tell("shelf", Vault.shelfName(shelf), failure.toString());
            states.remove(shelf);
            shelves.add(failure);
            return;
        }
        shelves.end();
        if (!unchanged) {
            states.remove(shelf);
            if (take(shelf, lying, reads)) {
                states.put(shelf, state);
            }
        }
    }

    /** Whether nothing of it has to be looked at again. */
    private boolean take(int shelf, List<Lying> lying, FailureStreak reads) throws IOException {
        var known = index.asked(it -> it.onShelf(shelf));
        var unreadable = readAnew.get(shelf) ? Set.<String>of() : index.asked(it -> it.unreadableOn(shelf));
        var gone = new HashSet<>(known);
        var again = new ArrayList<Lying>();
        var unknown = new ArrayList<Lying>();
        for (var each : lying) {
            gone.remove(each.id());
            if (unreadable.contains(each.id())) {
                again.add(each);
            } else if (!known.contains(each.id())) {
                unknown.add(each);
            }
        }
        boolean all = true;
        for (var id : gone) {
            all &= forget(id, reads);
        }
        readAnew.set(shelf, read(again, known, reads));
        return read(unknown, known, reads) && readAnew.get(shelf) && all;
    }

    /** Unless it was only too young for the list. */
    private boolean forget(String id, FailureStreak reads) throws IOException {
        try {
            var there = vault.head(id);
            reads.end();
            if (there.isPresent()) {
                there.get().close();
                return true;
            }
        } catch (IOException failure) {
            tell("id", id, failure.toString());
            reads.add(failure);
            return false;
        }
        index.asked(it -> {
            it.remove(id);
            return null;
        });
        return true;
    }

    /** In no order, so that those that fail again and again are not always the first. */
    private boolean read(List<Lying> some, Set<String> known, FailureStreak reads) throws IOException {
        Collections.shuffle(some);
        boolean all = true;
        if (some.size() < 2 || vault.readsAtOnce() < 2) {
            for (var lying : some) {
                all &= read(lying, known, reads);
            }
            return all;
        }
        try (var readers = Executors.newFixedThreadPool(vault.readsAtOnce(), Thread.ofVirtual().factory())) {
            for (var read : readers.invokeAll(some.stream().<Callable<Boolean>>map(lying -> () -> read(lying, known, reads)).toList())) {
                all &= done(read);
            }
            return all;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", closing);
        }
    }

    private static boolean done(Future<Boolean> read) throws InterruptedException, IOException {
        try {
            return read.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof IOException broken ? broken : new IOException(failure.getCause());
        }
    }

    /** What is unreadable as before keeps its time in the index, for that is when it was first seen. */
    private boolean read(Lying lying, Set<String> known, FailureStreak reads) throws IOException {
        if (stopping.getAsBoolean() || reads.isTooLong()) {
            return false;
        }
        var id = lying.id();
        Optional<QuarantinedMessage> message;
        try {
            message = described(id);
        } catch (DamagedMessage | KeyMissing unreadable) {
            reads.end();
            tell("id", id, unreadable.getMessage());
            if (!known.contains(id)) {
                index.asked(it -> {
                    it.addUnreadable(id, clock.instant().minus(vault.clockAhead()).toEpochMilli(), lying.octets());
                    return null;
                });
            }
            return true;
        } catch (IOException | RuntimeException failure) {
            tell("id", id, failure.toString());
            reads.add(failure);
            return false;
        }
        reads.end();
        if (message.isPresent()) {
            index.asked(it -> {
                it.add(message.get(), lying.octets());
                return null;
            });
        }
        return true;
    }

    private Optional<QuarantinedMessage> described(String id) throws IOException {
        var stored = vault.head(id);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try (var unpacked = packing.unpack(id, stored.get())) {
            return Optional.of(unpacked.message());
        }
    }

    private void tell(String what, String name, String cause) {
        metrics.alert("quarantine-unreadable");
        MailLog.limited(Level.ERROR, "quarantine-unreadable", what, name, "cause", cause);
    }
}
