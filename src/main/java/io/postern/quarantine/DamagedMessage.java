package io.postern.quarantine;

import java.io.IOException;

/** What is stored is not what was kept: cut short, altered, or not ours. It is never given away as if it were whole. */
public final class DamagedMessage extends IOException {

    private static final long serialVersionUID = 1;

    DamagedMessage(String id, String why) {
        super("the stored message " + id + " is damaged: " + why);
    }
}
