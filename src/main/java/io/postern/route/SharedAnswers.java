package io.postern.route;

import java.util.Optional;

import io.vertx.core.Future;

/**
 * The answers of one kind that the nodes share. A hint only: whoever asks sets the deadline, ignores what has expired and
 * clamps the rest, and never gives it failures. No future fails; they complete on the caller's context.
 */
public interface SharedAnswers<A extends Perishable> {

    Future<Optional<A>> get(String name);

    /** Returns at once; whether the answer arrives anywhere is not told. */
    void put(String name, A answer);

    /**
     * Whether the caller is the one to ask the DNS now. {@code false}: another node said that it would, less than a few
     * seconds ago. Nobody has to give the lease back, and where nothing can be shared everyone gets it.
     */
    Future<Boolean> lease(String name);

    /** Returns at once. What other nodes hold in their own memory stays there. */
    void remove(String name);

    /** What a node shares that is alone. */
    static <A extends Perishable> SharedAnswers<A> none() {
        return new NothingShared<>();
    }
}
