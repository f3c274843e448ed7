package io.postern.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One node of the cluster as this node last heard of it.
 *
 * @param name      the node's hostname
 * @param state     a {@link NodeState#label()}
 * @param load      0 idle to 1 at its limits
 * @param parts     the load by {@link LoadSignal#label()}, each 0 to 1; empty from a node that does not say
 * @param sessions  open SMTP sessions
 * @param names     names that lead to the node
 * @param addresses literal addresses that lead to the node
 * @param adminUrl  where its admin listener answers, empty if it has none
 * @param ageMillis since it was heard, by this node's own clock; 0 for itself
 */
public record NodeView(
        String name,
        String state,
        double load,
        Map<String, Double> parts,
        int sessions,
        String version,
        List<String> names,
        List<String> addresses,
        String adminUrl,
        long ageMillis) {

    public NodeView {
        parts = Map.copyOf(parts);
        names = List.copyOf(names);
        addresses = List.copyOf(addresses);
    }

    /** Of a node that says how loaded it is, not by what. */
    public NodeView(String name, String state, double load, int sessions, String version, List<String> names,
            List<String> addresses, String adminUrl, long ageMillis) {
        this(name, state, load, Map.of(), sessions, version, names, addresses, adminUrl, ageMillis);
    }

    /** The same node, heard {@code millis} ago and in another state. */
    public NodeView aged(String nowState, long millis) {
        return new NodeView(name, nowState, load, parts, sessions, version, names, addresses, adminUrl, millis);
    }

    /** The same with one literal address more. */
    public NodeView reachedAt(String address) {
        if (addresses.contains(address)) {
            return this;
        }
        var more = new ArrayList<>(addresses);
        more.add(address);
        return new NodeView(name, state, load, parts, sessions, version, names, more, adminUrl, ageMillis);
    }
}
