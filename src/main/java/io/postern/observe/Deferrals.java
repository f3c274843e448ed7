package io.postern.observe;

import java.util.ArrayDeque;

import io.vertx.core.json.JsonArray;

/** The last messages that this node put off, and why; older ones are in the log alone. Thread-safe. */
public final class Deferrals {

    static final int MOST = 200;

    private final ArrayDeque<Deferral> last = new ArrayDeque<>(MOST);

    public synchronized void add(Deferral deferral) {
        if (last.size() == MOST) {
            last.removeLast();
        }
        last.addFirst(deferral);
    }

    /** Newest first. */
    public synchronized JsonArray toJson() {
        var list = new JsonArray();
        last.forEach(deferral -> list.add(deferral.toJson()));
        return list;
    }
}
