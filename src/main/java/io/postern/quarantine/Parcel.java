package io.postern.quarantine;

import java.io.IOException;
import java.io.InputStream;

/** One message packed for storage. */
interface Parcel {

    String id();

    /** How many octets {@link #octets} gives. */
    long length();

    /** From the beginning, each time it is asked for; the caller closes it. Blocks, and fails as the message's body does. */
    InputStream octets() throws IOException;
}
