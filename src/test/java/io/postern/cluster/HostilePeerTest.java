package io.postern.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.postern.route.MxAnswer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Who reaches the grid's port and is no member: whatever it writes there, the members stay together and serve. */
class HostilePeerTest {

    private static final byte[] MEMBER_PROTOCOL = "HZC".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private LoopbackGrid grid;

    @BeforeEach
    void join() throws IOException {
        grid = new LoopbackGrid(folder, 2);
        grid.join("one", "two");
    }

    @AfterEach
    void unharmed() throws Exception {
        var answer = new MxAnswer.NullMx(Instant.ofEpochSecond(Instant.now().getEpochSecond() + 300));
        eventually(() -> {
            grid.node("one").mxCache().put("unharmed.example", answer);
            return grid.node("two").mxCache().get("unharmed.example").toCompletionStage().toCompletableFuture().join()
                    .equals(Optional.of(answer));
        });
        assertEquals("one ready, two ready", grid.seenBy("one"));
        assertEquals(2, grid.member("one").getCluster().getMembers().size());
        grid.close();
    }

    @Test
    void garbage() throws IOException {
        var random = new Random(6);
        for (int i = 0; i < 50; i++) {
            var octets = new byte[1 + random.nextInt(64 << 10)];
            random.nextBytes(octets);
            write(octets);
        }
    }

    @Test
    void otherProtocols() throws IOException {
        for (var words : List.of("GET /hazelcast/rest/cluster HTTP/1.1\r\nHost: x\r\n\r\n", "EHLO x\r\n", "CP2", "CB2",
                "\u0016\u0003\u0001\u0002\u0000\u0001")) {
            write(words.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void javaSerialisation() throws IOException {
        var stream = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(stream)) {
            out.writeObject(new ClusterNodeTest.Gadget());
        }
        write(stream.toByteArray());
        write(packet(0, stream.toByteArray()));
        write(packet(1 << 4, stream.toByteArray()));
        assertFalse(ClusterNodeTest.Gadget.made);
    }

    @Test
    void theMembersProtocolWithPacketsThatAreNone() throws IOException {
        var random = new Random(7);
        for (int flags = 0; flags < 256; flags++) {
            var octets = new byte[random.nextInt(256)];
            random.nextBytes(octets);
            write(packet(flags, octets));
        }
        write(announced(Integer.MAX_VALUE));
        write(announced(-1));
    }

    @Test
    void aCrowdThatSaysNothing() throws IOException {
        var crowd = new ArrayList<Socket>();
        for (int i = 0; i < 300; i++) {
            crowd.add(connected());
        }
        unharmedWhile(crowd);
    }

    private void unharmedWhile(List<Socket> crowd) throws IOException {
        eventually(() -> grid.node("one").view().gridUp() && grid.seenBy("two").equals("one ready, two ready"));
        for (var socket : crowd) {
            socket.close();
        }
    }

    /** Version, flags, partition, length, and the octets, behind the protocol's name. */
    private static byte[] packet(int flags, byte[] octets) {
        var packet = new ByteArrayOutputStream();
        packet.writeBytes(MEMBER_PROTOCOL);
        packet.write(4);
        packet.write(flags >> 8);
        packet.write(flags);
        packet.writeBytes(number(0));
        packet.writeBytes(number(octets.length));
        packet.writeBytes(octets);
        return packet.toByteArray();
    }

    private static byte[] announced(int length) {
        var packet = packet(0, new byte[0]);
        System.arraycopy(number(length), 0, packet, packet.length - Integer.BYTES, Integer.BYTES);
        return packet;
    }

    private static byte[] number(int number) {
        return new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    }

    private Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), grid.port("one"));
    }

    /** The member may close before all of it is out. */
    private void write(byte[] octets) throws IOException {
        try (var socket = connected()) {
            socket.getOutputStream().write(octets);
            socket.getOutputStream().flush();
        } catch (SocketException closedOnUs) {
            return;
        }
    }
}
