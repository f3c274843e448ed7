package io.postern.loadtest;

/** Hears how a load goes, on the generator's event loop. */
public interface LoadWatcher {

    LoadWatcher NOBODY = new LoadWatcher() { };

    /** After each 250; {@code count} is how many there were. */
    default void acknowledged(long count) {
    }

    /** Each second, and once at the end. */
    default void moment(Moment moment) {
    }

    /** The measured time begins. */
    default void warm() {
    }
}
