package io.postern.observe;

import java.net.InetAddress;

/** Where the spans of sessions and their messages go, for those who ask where the time went. Thread-safe. */
public interface Traces extends AutoCloseable {

    /** Off, at no cost. */
    Traces NONE = _ -> SessionTrace.NONE;

    /** A client has connected. */
    SessionTrace session(InetAddress client);

    /** Sends what is waiting, within two seconds. */
    @Override
    default void close() {
    }
}
