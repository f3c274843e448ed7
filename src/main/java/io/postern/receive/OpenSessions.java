package io.postern.receive;

import java.util.ArrayList;
import java.util.List;

/** The clients of one event loop: swept once a second for those whose time is up, which spares each its own timer. */
final class OpenSessions {

    /** A session, or a connection that waits to become one. */
    abstract static class Guest {

        private static final int NOWHERE = -1;

        private int place = NOWHERE;

        /** {@code stressed}: the node has more clients than it can serve. */
        abstract void checkDeadline(long nowNanos, boolean stressed);

        abstract void abort();
    }

    private final List<Guest> open = new ArrayList<>();

    void add(Guest guest) {
        guest.place = open.size();
        open.add(guest);
    }

    /** Again does nothing. */
    void remove(Guest guest) {
        if (guest.place == Guest.NOWHERE) {
            return;
        }
        var last = open.removeLast();
        if (last != guest) {
            open.set(guest.place, last);
            last.place = guest.place;
        }
        guest.place = Guest.NOWHERE;
    }

    /** From the end, as a guest who leaves gives its place to the last one. */
    void sweep(long nowNanos, boolean stressed) {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).checkDeadline(nowNanos, stressed);
        }
    }

    void closeAll() {
        while (!open.isEmpty()) {
            open.getLast().abort();
        }
    }
}
