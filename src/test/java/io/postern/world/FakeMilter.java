package io.postern.world;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A mail filter that says CONTINUE to everything unless it is told otherwise, and keeps what it heard. Set up before the
 * first client comes.
 */
public final class FakeMilter implements Closeable {

    /** What is answered to a command: these octets, then silence, the end of the connection, or no end of them. */
    public record Answer(byte[] octets, Then then) {
    }

    public enum Then { GO_ON, HANG, CLOSE, REPEAT }

    /** One packet; the data's octets as characters, NUL as a bar. */
    public record Heard(char command, String data) {

        @Override
        public String toString() {
            return data.isEmpty() ? "" + command : command + " " + data;
        }
    }

    private static final int MACROS = 'D';

    private final ServerSocketChannel server;
    private final Map<Character, List<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean octetByOctet;

    private FakeMilter(SocketAddress address, StandardProtocolFamily family) throws IOException {
        this.server = ServerSocketChannel.open(family).bind(address);
        agreeing(0);
        for (char silent : new char[] {'D', 'A', 'Q'}) {
            answers.put(silent, List.of(new Answer(new byte[0], Then.GO_ON)));
        }
        Thread.ofVirtual().start(this::accept);
    }

    public static FakeMilter onLoopback() throws IOException {
        return new FakeMilter(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), StandardProtocolFamily.INET);
    }

    public static FakeMilter onSocket(Path path) throws IOException {
        return new FakeMilter(UnixDomainSocketAddress.of(path), StandardProtocolFamily.UNIX);
    }

    /** To the offer: version 6, all actions, and the protocol flags, of which it does not answer to those that say so. */
    public FakeMilter agreeing(int protocol) {
        return agreeing(6, protocol, new byte[0]);
    }

    /** {@code macroLists} as they stand in the packet. */
    public FakeMilter agreeing(int version, int protocol, byte[] macroLists) {
        int[] silent = {0x1000, 0x2000, 0x4000, 0x8000, 0x10000, 0x80, 0x40000, 0x80000};
        for (int i = 0; i < silent.length; i++) {
            if ((protocol & silent[i]) != 0) {
                answers.put("CHMRTLNB".charAt(i), List.of(new Answer(new byte[0], Then.GO_ON)));
            }
        }
        var octets = new ByteArrayOutputStream();
        var out = new DataOutputStream(octets);
        try {
            out.writeInt(version);
            out.writeInt(0x1FF);
            out.writeInt(protocol);
            out.write(macroLists);
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return answer('O', packet('O', octets.toByteArray()));
    }

    /** From now on; the n-th answer to the n-th command of that kind, the last one to all that follow. */
    public FakeMilter answer(char command, byte[]... packets) {
        var each = new ArrayList<Answer>();
        for (var packet : packets) {
            each.add(new Answer(packet, Then.GO_ON));
        }
        answers.put(command, each);
        return this;
    }

    public FakeMilter answer(char command, Then then, byte[] octets) {
        answers.put(command, List.of(new Answer(octets, then)));
        return this;
    }

    public FakeMilter octetByOctet() {
        octetByOctet = true;
        return this;
    }

    public static byte[] packet(char command, String... texts) {
        var data = new ByteArrayOutputStream();
        for (var text : texts) {
            data.writeBytes((text + '\0').getBytes(StandardCharsets.ISO_8859_1));
        }
        return packet(command, data.toByteArray());
    }

    public static byte[] packet(char command, byte[] data) {
        var octets = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(octets)) {
            out.writeInt(data.length + 1);
            out.writeByte(command);
            out.write(data);
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return octets.toByteArray();
    }

    public static byte[] both(byte[]... parts) {
        var octets = new ByteArrayOutputStream();
        for (var part : parts) {
            octets.writeBytes(part);
        }
        return octets.toByteArray();
    }

    /** As the configuration writes it. */
    public String address() throws IOException {
        return switch (server.getLocalAddress()) {
            case InetSocketAddress inet -> "127.0.0.1:" + inet.getPort();
            case SocketAddress unix -> unix.toString();
        };
    }

    /** All packets but macros, in order. */
    public List<String> commands() {
        return heard.stream().filter(packet -> packet.command() != MACROS).map(Heard::toString).toList();
    }

    /** The macros of a stage, as they came first. */
    public Optional<String> macros(char command) {
        return heard.stream().filter(packet -> packet.command() == MACROS && packet.data().charAt(0) == command)
                .map(packet -> packet.data().substring(1)).findFirst();
    }

    /** What stood in all packets of that command, together. */
    public String data(char command) {
        var text = new StringBuilder();
        heard.stream().filter(packet -> packet.command() == command).forEach(packet -> text.append(packet.data()));
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                if (server.getLocalAddress() instanceof InetSocketAddress) {
                    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(SocketChannel client) {
        var count = new ConcurrentHashMap<Character, Integer>();
        try (client; var in = new DataInputStream(Channels.newInputStream(client)); var out = Channels.newOutputStream(client)) {
            while (true) {
                var data = new byte[in.readInt() - 1];
                char command = (char) in.readUnsignedByte();
                in.readFully(data);
                heard.add(new Heard(command, new String(data, StandardCharsets.ISO_8859_1).replace('\0', '|')));
                var each = answers.getOrDefault(command, List.of(new Answer(packet('c', new byte[0]), Then.GO_ON)));
                int number = count.merge(command, 1, Integer::sum);
                var answer = each.get(Math.min(number, each.size()) - 1);
                do {
                    write(out, answer.octets());
                } while (answer.then() == Then.REPEAT);
                if (answer.then() == Then.HANG) {
                    closing.await();
                } else if (answer.then() == Then.CLOSE) {
                    return;
                }
            }
        } catch (IOException | InterruptedException clientGone) {
            // so is this thread
        }
    }

    private void write(OutputStream out, byte[] octets) throws IOException {
        if (!octetByOctet) {
            out.write(octets);
            return;
        }
        for (byte octet : octets) {
            out.write(octet);
            out.flush();
        }
    }
}
