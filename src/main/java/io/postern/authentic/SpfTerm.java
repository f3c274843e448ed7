package io.postern.authentic;

import java.net.InetAddress;
import java.util.Optional;

/** A mechanism of an SPF record (RFC 7208 §5). A missing domain-spec stands for the domain whose record it is. */
sealed interface SpfTerm {

    record All() implements SpfTerm {
    }

    record Include(MacroString domain) implements SpfTerm {
    }

    record A(Optional<MacroString> domain, int prefix4, int prefix6) implements SpfTerm {
    }

    record Mx(Optional<MacroString> domain, int prefix4, int prefix6) implements SpfTerm {
    }

    record Ptr(Optional<MacroString> domain) implements SpfTerm {
    }

    record Ip(InetAddress network, int prefix) implements SpfTerm {
    }

    record Exists(MacroString domain) implements SpfTerm {
    }

    /** One that needs no question. */
    default boolean isImmediate() {
        return this instanceof All || this instanceof Ip;
    }
}
