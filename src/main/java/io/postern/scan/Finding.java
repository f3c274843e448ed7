package io.postern.scan;

/** What the rules found in one message. */
sealed interface Finding {

    record Nothing() implements Finding {

        static final Nothing NOTHING = new Nothing();
    }

    /** A rule matched; {@code what} says which in words. */
    record Match(String what) implements Finding {
    }

    /** The message could not be read as MIME to its end; {@code cause} is a bounded word. */
    record Trouble(String cause) implements Finding {
    }
}
