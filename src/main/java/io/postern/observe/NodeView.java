package io.postern.observe;

import java.util.List;

/**
 * One node of the cluster as this node last heard of it.
 *
 * @param name      the node's hostname
 * @param state     a {@link NodeState#label()}
 * @param load      0 idle to 1 at its limits
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
        int sessions,
        String version,
        List<String> names,
        List<String> addresses,
        String adminUrl,
        long ageMillis) {

    public NodeView {
        names = List.copyOf(names);
        addresses = List.copyOf(addresses);
    }
}
