package io.postern.world;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of loopback that refuses every connection for as long as this is open. It is held without listening, so that no
 * other process gets it meanwhile. A listener that was closed is not the same: its port may be taken by another, and where
 * a virtual thread still waits in accept, the system goes on to take connections until that thread has run.
 */
public final class ClosedPort implements AutoCloseable {

    private final Socket held = new Socket();

    public ClosedPort() throws IOException {
        held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), held.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
