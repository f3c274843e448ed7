package io.postern.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.postern.smtp.Capabilities;
import io.postern.smtp.Extension;
import io.postern.smtp.Reply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whatever a next hop announces, we read a set of capabilities out of it, and know those that are plainly there. */
final class CapabilitiesTarget {

    private CapabilitiesTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var lines = new ArrayList<>(List.of("hop.test"));
        lines.addAll(List.of(new String(input, StandardCharsets.UTF_8).split("\n")));
        var capabilities = Capabilities.parse(new Reply(250, Optional.empty(), lines));
        capabilities.size().ifPresent(size -> assertTrue(size > 0));
        assertTrue(capabilities.has(Extension.SIZE) || capabilities.size().isEmpty());
        assertTrue(capabilities.mailMax() > 0 && capabilities.rcptMax() > 0);
        lines.add("pipelining");
        lines.add("SIZE 12");
        lines.add("LIMITS MAILMAX=3 RCPTMAX=4");
        var more = Capabilities.parse(new Reply(250, Optional.empty(), lines));
        assertTrue(more.pipelining() && more.extensions().containsAll(capabilities.extensions()));
        assertEquals(12, more.size().orElseThrow());
        assertEquals(3, more.mailMax());
        assertEquals(4, more.rcptMax());
        assertEquals(capabilities.xclient(), more.xclient());
    }
}
