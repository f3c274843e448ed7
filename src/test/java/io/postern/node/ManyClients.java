package io.postern.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Thousands of SMTP sessions at once, from several addresses of the loopback net, each as cheap as one can be. */
final class ManyClients implements AutoCloseable {

    private static final int PER_SOURCE = 5_000;

    private final int port;
    private final List<SocketChannel> open = new ArrayList<>();

    ManyClients(int port) {
        this.port = port;
    }

    /** Opens {@code count} sessions and says {@code lines} in each, waiting for every reply. */
    void open(int count, String... lines) throws IOException {
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open();
            channel.bind(new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (1 + open.size() / PER_SOURCE)}), 0));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            reply(channel);
            for (var line : lines) {
                channel.write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.US_ASCII)));
                reply(channel);
            }
            open.add(channel);
        }
    }

    private static void reply(SocketChannel channel) throws IOException {
        var octets = ByteBuffer.allocate(1024);
        while (!isReply(octets)) {
            if (channel.read(octets) < 0) {
                throw new IOException("closed after " + new String(octets.array(), 0, octets.position(), StandardCharsets.US_ASCII));
            }
        }
    }

    /** The last line has a space behind its code. */
    private static boolean isReply(ByteBuffer octets) {
        var text = new String(octets.array(), 0, octets.position(), StandardCharsets.US_ASCII);
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        return text.endsWith("\r\n") && text.charAt(last + 3) == ' ';
    }

    /** Sends one octet in each session that is still open; how many are. */
    int send(char octet) {
        int alive = 0;
        for (var channel : open) {
            try {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) octet}));
                alive++;
            } catch (IOException closed) {
                // counted by its absence
            }
        }
        return alive;
    }

    @Override
    public void close() throws IOException {
        for (var channel : open) {
            channel.close();
        }
        open.clear();
    }
}
