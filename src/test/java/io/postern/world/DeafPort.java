package io.postern.world;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port of loopback that answers no connect: its listener takes none, and the system's queue before it is full. */
public final class DeafPort implements AutoCloseable {

    private static final int FILLERS = 8;

    private final ServerSocket server;
    private final List<SocketChannel> fillers = new ArrayList<>();

    public DeafPort(InetAddress address) throws IOException {
        server = new ServerSocket(0, 1, address);
        for (int i = 0; i < FILLERS; i++) {
            var filler = SocketChannel.open();
            filler.bind(new InetSocketAddress(address, 0));
            filler.configureBlocking(false);
            filler.connect(server.getLocalSocketAddress());
            fillers.add(filler);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Takes connections from now on; the next one that is not from here, once it has tried again. */
    public Socket hear() throws IOException {
        var ours = new ArrayList<Integer>();
        for (var filler : fillers) {
            ours.add(((InetSocketAddress) filler.getLocalAddress()).getPort());
        }
        while (true) {
            var socket = server.accept();
            if (!ours.contains(socket.getPort())) {
                return socket;
            }
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var filler : fillers) {
            filler.close();
        }
    }
}
