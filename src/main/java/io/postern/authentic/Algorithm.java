package io.postern.authentic;

import java.util.Optional;

/** RFC 8301 §3.1, RFC 8463 §3; rsa-sha1 is not among them any more. */
enum Algorithm {
    RSA("rsa"), ED25519("ed25519");

    private final String keyType;

    Algorithm(String keyType) {
        this.keyType = keyType;
    }

    /** As {@code k=} names it. */
    String keyType() {
        return keyType;
    }

    /** As {@code a=} names it. */
    static Optional<Algorithm> of(String name) {
        return switch (name) {
            case "rsa-sha256" -> Optional.of(RSA);
            case "ed25519-sha256" -> Optional.of(ED25519);
            default -> Optional.empty();
        };
    }
}
