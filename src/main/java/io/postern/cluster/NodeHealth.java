package io.postern.cluster;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.postern.observe.ClusterView;
import io.postern.observe.Metrics;
import io.postern.observe.NodeState;
import io.postern.observe.NodeView;

/**
 * This node's own memory of what each node said last. Reading it never leaves the node, so a frozen or lost grid only
 * lets it age: what was not heard of for 3 s by this node's monotonic clock is nobody to send clients to, after 10 s it is
 * gone, after a minute forgotten.
 * This node itself is always in it, as it is now. Thread-safe.
 */
final class NodeHealth implements ClusterView {

    static final String TOPIC = "postern-nodes-1";
    private static final String GONE = NodeState.GONE.label();
    private static final String READY = NodeState.READY.label();
    private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long SILENT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long FORGET_NANOS = Duration.ofMinutes(1).toNanos();
    /** How wrong two nodes' clocks may be; bounds for how long a saying could be told again. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int MOST_NODES = 1_000;

    private final String id = UUID.randomUUID().toString();
    private final AtomicLong beat = new AtomicLong();
    private final Supplier<NodeView> self;
    private final Seal seal;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final Metrics metrics;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private volatile BooleanSupplier gridUp = () -> false;
    private volatile Optional<String> gridAddress = Optional.empty();
    private volatile Own own = new Own(List.of(), Set.of());

    NodeHealth(Supplier<NodeView> self, Seal seal, InstantSource clock, LongSupplier nanoClock, Metrics metrics) {
        this.self = self;
        this.seal = seal;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.metrics = metrics;
    }

    private record Heard(long beat, NodeView view, Set<InetAddress> addresses, long atNanos) {

        /** A process that said it is gone does not come back; its successor has an id of its own. */
        boolean follows(Heard before) {
            return beat > before.beat && !before.view.state().equals(GONE);
        }

        boolean forgotten(long nowNanos) {
            return nowNanos - atNanos > FORGET_NANOS;
        }

        /** A node that was killed or stands still is silent from the next second on. */
        boolean fresh(long nowNanos) {
            return nowNanos - atNanos <= FRESH_NANOS;
        }

        boolean gone(long nowNanos) {
            return view.state().equals(GONE) || nowNanos - atNanos > SILENT_NANOS;
        }

        NodeView at(long nowNanos) {
            return view.aged(gone(nowNanos) ? GONE : view.state(), (nowNanos - atNanos) / 1_000_000);
        }
    }

    /** The address that members of the grid reach this one at is one of ours, too; loopback is nobody's. */
    void reachedAt(InetAddress address) {
        gridAddress = address.isLoopbackAddress() ? Optional.empty() : Optional.of(address.getHostAddress());
    }

    private NodeView me() {
        var view = self.get();
        return gridAddress.isEmpty() ? view : view.reachedAt(gridAddress.get());
    }

    /** Where {@link #gridUp} is to be asked; before the first reading. */
    void watch(BooleanSupplier grid) {
        gridUp = grid;
    }

    /** The next thing to tell all nodes: this node as it is. */
    SharedValue saying() {
        return saying(me());
    }

    /** The last thing to tell all nodes. */
    SharedValue farewell() {
        return saying(me().aged(GONE, 0));
    }

    /** Something came by the topic, from whomever. */
    void hear(Object message) {
        var result = switch (seal.open(TOPIC, "", message)) {
            case Seal.Opened.Forged _ -> "forged";
            case Seal.Opened.Expired _ -> "expired";
            case Seal.Opened.Genuine genuine ->
                NodeOctets.read(genuine.octets()).map(this::remember).orElse("babble");
        };
        metrics.gridOperation("node-view", result, 0);
    }

    /** Something came by the topic that is of a class that is none of ours. */
    void refuse() {
        seal.forged();
        metrics.gridOperation("node-view", "refused", 0);
    }

    @Override
    public List<NodeView> nodes() {
        var now = nanoClock.getAsLong();
        var nodes = new ArrayList<NodeView>();
        nodes.add(me());
        for (var other : remembered(now)) {
            if (!other.gone(now)) {
                nodes.add(other.at(now));
            }
        }
        var living = new HashSet<String>();
        nodes.forEach(node -> living.add(node.name()));
        for (var other : remembered(now)) {
            if (other.gone(now) && living.add(other.view().name())) {
                nodes.add(other.at(now));
            }
        }
        return List.copyOf(nodes);
    }

    @Override
    public boolean gridUp() {
        return gridUp.getAsBoolean();
    }

    @Override
    public boolean anotherReady() {
        long now = nanoClock.getAsLong();
        for (var other : remembered(now)) {
            if (other.fresh(now) && other.view().state().equals(READY)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isAlone() {
        return living() == 0;
    }

    /** How many other nodes are heard of. */
    int living() {
        long now = nanoClock.getAsLong();
        int living = 0;
        for (var other : remembered(now)) {
            living += other.gone(now) ? 0 : 1;
        }
        return living;
    }

    /** Those gone for less than a minute are members still: their mail may be on the way. Loopback is nobody's. */
    @Override
    public boolean isMember(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return false;
        }
        return own().contains(address) || isOthers(address);
    }

    @Override
    public boolean isSibling(InetAddress address) {
        return !address.isLoopbackAddress() && isOthers(address) && !own().contains(address);
    }

    private boolean isOthers(InetAddress address) {
        for (var other : remembered(nanoClock.getAsLong())) {
            if (other.addresses().contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** In lower case; those gone for less than a minute included. */
    @Override
    public Set<String> memberNames() {
        var names = new HashSet<String>();
        addNames(names, me());
        remembered(nanoClock.getAsLong()).forEach(other -> addNames(names, other.view()));
        return Set.copyOf(names);
    }

    private SharedValue saying(NodeView view) {
        var octets = new NodeOctets(id, beat.incrementAndGet(), view).write();
        return seal.close(TOPIC, "", octets, clock.instant().plus(CLOCK_SKEW).toEpochMilli());
    }

    private String remember(NodeOctets said) {
        if (said.id().equals(id)) {
            return "own";
        }
        var now = nanoClock.getAsLong();
        heard.values().removeIf(other -> other.forgotten(now));
        if (heard.size() >= MOST_NODES && !heard.containsKey(said.id())) {
            return "too-many";
        }
        var fresh = new Heard(said.beat(), said.view(), addresses(said.view()), now);
        var kept = heard.merge(said.id(), fresh, (before, after) -> after.follows(before) ? after : before);
        return kept == fresh ? "heard" : "stale";
    }

    /** Asked for each next hop, and nearly always the same. */
    private Set<InetAddress> own() {
        var literals = me().addresses();
        var known = own;
        if (!known.literals.equals(literals)) {
            known = new Own(literals, addresses(me()));
            own = known;
        }
        return known.addresses;
    }

    private record Own(List<String> literals, Set<InetAddress> addresses) {
    }

    private List<Heard> remembered(long nowNanos) {
        var remembered = new ArrayList<Heard>(heard.size());
        for (var other : heard.values()) {
            if (!other.forgotten(nowNanos)) {
                remembered.add(other);
            }
        }
        return remembered;
    }

    private static void addNames(Set<String> names, NodeView view) {
        names.add(view.name().toLowerCase(Locale.ROOT));
        view.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    private static Set<InetAddress> addresses(NodeView view) {
        var addresses = new HashSet<InetAddress>();
        for (var literal : view.addresses()) {
            try {
                addresses.add(InetAddress.ofLiteral(literal));
            } catch (IllegalArgumentException e) {
                // A newer node may name its addresses in a way this one does not know.
                continue;
            }
        }
        return addresses;
    }
}
