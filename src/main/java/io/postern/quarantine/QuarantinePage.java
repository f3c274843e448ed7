package io.postern.quarantine;

import java.util.List;
import java.util.Optional;

/**
 * Some of the messages that were asked for, newest first, and how many there are in all; {@code next} is what the following
 * page is asked for {@code after}, empty at the end.
 */
public record QuarantinePage(List<QuarantinedMessage> messages, long total, Optional<String> next) {

    public QuarantinePage {
        messages = List.copyOf(messages);
    }

    /** Whether a text can be what {@link #next} was. */
    public static boolean isNext(String text) {
        return IndexPlace.parse(text).isPresent();
    }
}
