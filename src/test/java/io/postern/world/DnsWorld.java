package io.postern.world;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A name server on UDP and TCP of one loopback port, fed with zone text, that can be told to misbehave for single names. It
 * counts questions and follows aliases within its zone unless told otherwise. Close it.
 */
public final class DnsWorld implements AutoCloseable {

    /** What to do instead of answering. */
    public enum Fault {
        NONE, SERVFAIL, REFUSED, NOTIMP, DROP,
        /** UDP: no records and TC; TCP: the answer. */
        TRUNCATE,
        /** UDP: no records and TC; TCP: silence. */
        STALL,
        /** UDP: no records and TC; TCP: the connection is closed. */
        HANG_UP,
        /** The message claims more octets than there are: its end is missing. */
        LIE,
        /** Octets that are no message behind a valid header. */
        GARBAGE,
        /** UDP: more octets than the client said it takes, and no TC. */
        OVERSIZED,
        /** The answer under another id. */
        WRONG_ID,
        /** The answer to a question that was not asked. */
        WRONG_QUESTION,
        /** The answer without the question. */
        NO_QUESTION,
        /** No answer, but the names of servers that might know; this one does not recurse. */
        LAME,
        /** Nothing at all from a server that neither knows nor recurses. */
        EMPTY,
        /** The answer with the flag of authenticated data. */
        AUTHENTIC,
        /** The alias only; its target has to be asked for. */
        ALIAS_ONLY,
        /** Records of another name and type beside the answer. */
        UNRELATED
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<Name, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, Fault> typeFaults = new ConcurrentHashMap<>();
    private final Map<Name, CountDownLatch> held = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile int missingOctets = 3;
    private volatile DnsZone zone = DnsZone.of("");

    private DnsWorld() throws IOException {
        this.tcp = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        this.udp = new DatagramSocket(tcp.getLocalPort(), tcp.getInetAddress());
    }

    /** Zone text in master file form; names without a final dot are below the root, the default TTL is 300. */
    public static DnsWorld serving(String zoneText) {
        try {
            var world = new DnsWorld();
            world.zone(zoneText);
            Thread.ofVirtual().start(world::serveUdp);
            Thread.ofVirtual().start(world::serveTcp);
            return world;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
    }

    public void zone(String zoneText) {
        zone = DnsZone.of(zoneText);
    }

    public void fault(String name, Fault fault) {
        faults.put(name(name), fault);
    }

    /** Misbehaves only where it is asked for records of this type. */
    public void fault(String name, String type, Fault fault) {
        typeFaults.put(type + " " + name, fault);
    }

    public void heal(String name) {
        faults.remove(name(name));
    }

    /** How many octets are missing from an answer with {@link Fault#LIE}. */
    public void missing(int octets) {
        missingOctets = octets;
    }

    /** Holds back answers about the name until the latch is counted down. */
    public CountDownLatch hold(String name) {
        return held.computeIfAbsent(name(name), _ -> new CountDownLatch(1));
    }

    /** How often it was asked; {@code question} as in {@code "udp MX example.org"}. */
    public long asked(String question) {
        return questions.stream().filter(question::equals).count();
    }

    /** All questions so far. */
    public int questions() {
        return questions.size();
    }

    /** TCP connections so far. */
    public int connections() {
        return connections.get();
    }

    private void serveUdp() {
        while (!udp.isClosed()) {
            try {
                var packet = new DatagramPacket(new byte[4096], 4096);
                udp.receive(packet);
                Thread.ofVirtual().start(() -> answerUdp(packet));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answerUdp(DatagramPacket packet) {
        try {
            var answer = answer("udp", Arrays.copyOf(packet.getData(), packet.getLength()));
            if (answer.isPresent()) {
                udp.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                var socket = tcp.accept();
                Thread.ofVirtual().start(() -> answerTcp(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answerTcp(Socket accepted) {
        connections.incrementAndGet();
        try (var socket = accepted;
                var in = new DataInputStream(socket.getInputStream());
                var out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                var question = in.readNBytes(in.readUnsignedShort());
                var answer = answer("tcp", question);
                if (answer.isPresent()) {
                    out.writeShort(answer.get().length);
                    out.write(answer.get());
                    out.flush();
                } else if (fault(new Message(question).getQuestion()) == Fault.HANG_UP) {
                    return;
                }
            }
        } catch (IOException closed) {
            // The client has gone.
        }
    }

    private Optional<byte[]> answer(String transport, byte[] octets) throws IOException {
        var query = new Message(octets);
        var question = query.getQuestion();
        var name = question.getName();
        questions.add(transport + " " + Type.string(question.getType()) + " " + name.toString(true));
        awaitRelease(name);
        return new DnsReply(query, transport.equals("udp"), zone).octets(fault(question), missingOctets);
    }

    private Fault fault(Record question) {
        var ofType = typeFaults.get(Type.string(question.getType()) + " " + question.getName().toString(true));
        return ofType != null ? ofType : faults.getOrDefault(question.getName(), Fault.NONE);
    }

    private void awaitRelease(Name name) throws IOException {
        var latch = held.get(name);
        try {
            if (latch != null) {
                latch.await();
            }
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }

    private static Name name(String text) {
        return Name.fromConstantString(text + ".");
    }

    @Override
    public void close() {
        udp.close();
        held.values().forEach(CountDownLatch::countDown);
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
