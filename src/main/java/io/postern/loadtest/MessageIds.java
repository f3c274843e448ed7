package io.postern.loadtest;

import java.util.AbstractSet;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

/**
 * A set of messages at one bit each, so that a load of millions can be accounted for. Its text form is that of ranges,
 * {@code 0-4999,5001}. Confined to one thread while it changes.
 */
public final class MessageIds extends AbstractSet<MessageId> {

    private static final int MOST = 999_999_999;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    private final BitSet numbers;

    public MessageIds() {
        this(new BitSet());
    }

    private MessageIds(BitSet numbers) {
        this.numbers = numbers;
    }

    public static MessageIds of(Collection<MessageId> ids) {
        var set = new MessageIds();
        set.addAll(ids);
        return set;
    }

    /** Reads what {@link #ranges} wrote. */
    public static MessageIds parse(String ranges) {
        var set = new MessageIds();
        for (var part : ranges.isEmpty() ? new String[0] : ranges.split(",")) {
            var range = RANGE.matcher(part);
            if (!range.matches()) {
                throw new IllegalArgumentException("not a range of messages: " + part);
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first || last > MOST) {
                throw new IllegalArgumentException("not a range of messages: " + part);
            }
            set.numbers.set(first, last + 1);
        }
        return set;
    }

    public String ranges() {
        var text = new StringBuilder();
        for (int first = numbers.nextSetBit(0); first >= 0;) {
            int end = numbers.nextClearBit(first);
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) {
                text.append('-').append(end - 1);
            }
            first = numbers.nextSetBit(end);
        }
        return text.toString();
    }

    @Override
    public boolean add(MessageId id) {
        boolean added = !numbers.get(id.number());
        numbers.set(id.number());
        return added;
    }

    @Override
    public boolean contains(Object id) {
        return id instanceof MessageId(int number) && numbers.get(number);
    }

    @Override
    public int size() {
        return numbers.cardinality();
    }

    @Override
    public boolean isEmpty() {
        return numbers.isEmpty();
    }

    /** Those of this set that are not in the other. */
    public MessageIds without(MessageIds other) {
        var rest = (BitSet) numbers.clone();
        rest.andNot(other.numbers);
        return new MessageIds(rest);
    }

    /** Those in both. */
    public MessageIds and(MessageIds other) {
        var both = (BitSet) numbers.clone();
        both.and(other.numbers);
        return new MessageIds(both);
    }

    /** Those in either. */
    public MessageIds or(MessageIds other) {
        var either = (BitSet) numbers.clone();
        either.or(other.numbers);
        return new MessageIds(either);
    }

    @Override
    public Iterator<MessageId> iterator() {
        return new Iterator<>() {
            private int next = numbers.nextSetBit(0);

            @Override
            public boolean hasNext() {
                return next >= 0;
            }

            @Override
            public MessageId next() {
                if (next < 0) {
                    throw new NoSuchElementException();
                }
                var id = new MessageId(next);
                next = numbers.nextSetBit(next + 1);
                return id;
            }
        };
    }
}
