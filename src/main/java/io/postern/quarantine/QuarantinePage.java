package io.postern.quarantine;

import java.util.List;
import java.util.Optional;

/**
 * Some of the messages that were asked for, newest first and those of one millisecond by their ids, and how many there are in
 * all; {@code next} is what the following page is asked for {@code after}, empty at the end.
 */
public record QuarantinePage(List<QuarantinedMessage> messages, long total, Optional<String> next) {

    public QuarantinePage {
        messages = List.copyOf(messages);
    }

    /** What a page is asked for {@code after} that begins behind this message, whether or not it is kept here. */
    public static String behind(long epochMillis, String id) {
        return new IndexPlace(epochMillis, id).toString();
    }

    /** Whether a text can be what {@link #next} was. */
    public static boolean isNext(String text) {
        return IndexPlace.parse(text).isPresent();
    }
}
