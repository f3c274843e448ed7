package io.postern.smtp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The service extensions that we use at a next hop, by the keyword that announces each. */
public enum Extension {
    /** RFC 2920. */
    PIPELINING("PIPELINING"),
    /** RFC 6152. */
    EIGHT_BIT_MIME("8BITMIME"),
    /** RFC 6531. */
    SMTP_UTF8("SMTPUTF8"),
    /** RFC 3207. */
    START_TLS("STARTTLS"),
    /** RFC 2034. */
    ENHANCED_STATUS_CODES("ENHANCEDSTATUSCODES"),
    /** RFC 1870. */
    SIZE("SIZE"),
    /** RFC 3030. */
    CHUNKING("CHUNKING"),
    /** RFC 3030; worth nothing without {@link #CHUNKING}. */
    BINARY_MIME("BINARYMIME"),
    /** RFC 3461. */
    DSN("DSN"),
    /** draft-hall-prdr. */
    PRDR("PRDR"),
    /** RFC 9422. */
    LIMITS("LIMITS"),
    /** RFC 8689. */
    REQUIRE_TLS("REQUIRETLS"),
    /** Postfix's XCLIENT_README. */
    XCLIENT("XCLIENT");

    private static final Map<String, Extension> BY_KEYWORD = new HashMap<>();

    static {
        for (var extension : values()) {
            BY_KEYWORD.put(extension.keyword, extension);
        }
    }

    private final String keyword;

    Extension(String keyword) {
        this.keyword = keyword;
    }

    public String keyword() {
        return keyword;
    }

    /** Keywords are not case sensitive (RFC 5321 §4.1.1.1). */
    public static Optional<Extension> named(String keyword) {
        return Optional.ofNullable(BY_KEYWORD.get(keyword.toUpperCase(Locale.ROOT)));
    }
}
