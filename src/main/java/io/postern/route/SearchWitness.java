package io.postern.route;

import java.util.List;

/** Is told what a search for candidates comes across; on the context of the search. */
@FunctionalInterface
interface SearchWitness {

    /** Names that are no MX hosts may well be aliases, and nobody wants to know. */
    SearchWitness NOBODY = (host, owner) -> { };

    /** The host's name is an alias of {@code owner}. */
    void alias(String host, String owner);

    /** The host, or one address of it, is no candidate. */
    default void cut(Cut cut) {
    }

    /** What is left, in the order of this use. */
    default void ordered(List<Candidate> candidates) {
    }
}
