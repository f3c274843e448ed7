package io.postern.quarantine;

import java.io.IOException;

/** The message was sealed with a key that {@code quarantine.keys} does not have. */
public final class KeyMissing extends IOException {

    private static final long serialVersionUID = 1;

    KeyMissing(String id, String key) {
        super("the stored message " + id + " was sealed with the key " + key + ", which quarantine.keys does not have");
    }
}
