package io.postern.loadtest;

/** What is expected to become of the messages that carry EICAR or GTUBE. */
public enum Fate {

    QUARANTINED,

    /** Answered 5xx, and found nowhere. */
    REJECTED,

    /** No scanner looks for them: they are mail like any other. */
    DELIVERED
}
