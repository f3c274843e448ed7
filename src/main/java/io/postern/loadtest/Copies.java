package io.postern.loadtest;

import java.util.HashMap;
import java.util.Map;

/** How often each message was seen somewhere; costs next to nothing as long as that is once. Confined to one thread. */
public final class Copies {

    private final MessageIds ids;
    private final Map<MessageId, Integer> several = new HashMap<>();

    public Copies() {
        this(new MessageIds());
    }

    /** One copy of each; {@code ids} belongs to this from now on. */
    public Copies(MessageIds ids) {
        this.ids = ids;
    }

    public void add(MessageId id) {
        add(id, 1);
    }

    public void add(MessageId id, int copies) {
        int before = count(id);
        ids.add(id);
        if (before + copies > 1) {
            several.put(id, before + copies);
        }
    }

    public void addAll(Copies others) {
        others.ids.forEach(id -> add(id, others.count(id)));
    }

    public int count(MessageId id) {
        return ids.contains(id) ? several.getOrDefault(id, 1) : 0;
    }

    /** What was seen at all. */
    public MessageIds ids() {
        return ids;
    }

    /** What was seen more than once, and how often. */
    public Map<MessageId, Integer> several() {
        return several;
    }
}
