package io.postern.fuzz;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.postern.node.Scrape;
import io.postern.node.TestNode;
import io.postern.world.Client;
import io.postern.world.Eventually;

/** One node with a hop behind it; each script comes from an address that no other has. */
final class FuzzWorld implements AutoCloseable {

    private static final String SECTIONS = """
            limits: {message-size: 48KiB, errors: 8, sessions-per-client: 1}
            log: {level: error}
            access: {reverse-dns: false}
            """;

    private final CountingHop hop;
    private final TestNode node;
    private final AtomicInteger addresses = new AtomicInteger();
    private final Set<String> announced;

    FuzzWorld(Path folder) throws IOException {
        hop = new CountingHop();
        node = TestNode.towards(folder, hop.port(), SECTIONS);
        try (var client = Client.greeted(node.port())) {
            announced = client.ask("EHLO fuzz.test").lines().map(line -> line.substring(4).split(" ")[0])
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** The keywords of the answer to EHLO. */
    Set<String> announced() {
        return announced;
    }

    /** How one script went: the messages taken, and what was wrong, if anything. */
    record Played(InetAddress from, int accepted, boolean mayHaveMore, String sent, Optional<Throwable> wrong) {
    }

    Played play(Script script, int replyMillis) throws UnknownHostException {
        var from = address();
        var client = new FuzzClient(from, hop, announced.contains("CHUNKING"));
        Optional<Throwable> wrong = Optional.empty();
        try {
            client.play(script, node.port(), replyMillis);
        } catch (IOException | AssertionError | RuntimeException failure) {
            wrong = Optional.of(failure);
        }
        var expectation = client.expectation();
        boolean left = script.ending() == Script.Ending.VANISH || script.ending() == Script.Ending.RESET;
        var played = new Played(from, expectation.accepted().size(),
                left || expectation.isOwed() || expectation.isOpaque(), expectation.sent(), wrong);
        return wrong.isEmpty() && !played.mayHaveMore ? judged(played) : played;
    }

    /** What is at the hop: as much as was answered, or if the client left, nothing but what it had finished. */
    Played judged(Played played) {
        var arrived = hop.arrivedFrom(played.from);
        hop.forget(played.from);
        if (!played.mayHaveMore && arrived.size() != played.accepted) {
            return wrong(played, arrived.size() + " messages arrived, " + played.accepted + " were answered with 2xx");
        }
        if (played.sent.toUpperCase(Locale.ROOT).contains("BDAT")) {
            return played;
        }
        int finished = played.sent.split("\r\n\\.\r\n", -1).length - 1;
        var content = NaiveData.unstuffed(played.sent);
        for (var message : arrived) {
            // our field ends the header section where none follows
            var sent = message.startsWith("\r\n") ? message.substring(2) : message;
            if (arrived.size() > finished || !content.contains(sent + "\r\n")) {
                return wrong(played, "a message that the client did not finish arrived: " + message);
            }
        }
        return played;
    }

    private static Played wrong(Played played, String why) {
        return new Played(played.from, played.accepted, played.mayHaveMore, played.sent,
                Optional.of(new AssertionError(why)));
    }

    private InetAddress address() throws UnknownHostException {
        int number = addresses.getAndIncrement();
        return InetAddress.getByAddress(new byte[] {127, (byte) (16 + (number >> 16)), (byte) (number >> 8), (byte) number});
    }

    /** Nothing is left behind by any client. */
    void settle() {
        Eventually.eventually(() -> {
            var scrape = Scrape.of(node);
            return scrape.value("postern_sessions") == 0 && scrape.value("postern_body_memory_octets") == 0
                    && scrape.value("postern_body_spilled_octets") == 0;
        });
    }

    double internalErrors() {
        return Scrape.of(node).value("postern_internal_errors_total");
    }

    /** Each address may have one session: one that was not counted out is refused. */
    boolean isForgotten(InetAddress from) throws IOException {
        try (var socket = new java.net.Socket()) {
            socket.bind(new java.net.InetSocketAddress(from, 0));
            socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
            socket.setSoTimeout(20_000);
            return Pieces.text(socket.getInputStream().readNBytes(3)).equals("220");
        }
    }

    @Override
    public void close() throws IOException {
        node.close();
        hop.close();
    }
}
