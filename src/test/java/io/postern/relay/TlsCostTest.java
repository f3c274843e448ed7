package io.postern.relay;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import io.postern.tls.TlsFiles;
import io.postern.tls.TlsPolicy;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a message to an encrypted next hop costs: CPU time of the one event loop that all of our side runs on, which leaves out
 * the next hop. One delivery at a time, 10 KiB each.
 */
@Tag("long")
class TlsCostTest {

    private static final int WARM = 2_000;
    private static final int TIMED = 2_000;

    @Test
    void pooledAgainstAHandshakeForEachMessage() throws Exception {
        double plain = microseconds("plain, pooled", TlsPolicy.NONE, 100, true);
        double pooled = microseconds("TLS, pooled: 100 messages a connection", TlsFiles.verify(), 100, true);
        double plainEach = microseconds("plain, a connection for each", TlsPolicy.NONE, 1, true);
        double resumed = microseconds("TLS, a resumed session for each", TlsFiles.verify(), 1, true);
        double verified = microseconds("TLS, a verified full handshake for each", TlsFiles.verify(), 1, false);
        double full = microseconds("TLS, an unverified full handshake for each", TlsPolicy.REQUIRE, 1, false);
        assertTrue(plain < pooled && pooled < resumed && plainEach < resumed && resumed < Math.min(full, verified),
                "in the order of the work that there is to do");
    }

    private static double microseconds(String what, TlsPolicy policy, int messagesPerConnection, boolean resume)
            throws Exception {
        try (var bench = new Bench(Duration.ofSeconds(20), 10, messagesPerConnection); var sink = new SinkServer()) {
            sink.tls(TlsFiles.client("rsa"));
            bench.host = _ -> "mx.postern.test";
            bench.tls = policy;
            bench.body = ("y".repeat(78) + "\r\n").repeat(128);
            deliver(bench, sink, WARM, resume);
            long before = bench.onLoop(TlsCostTest::cpuNanos);
            deliver(bench, sink, TIMED, resume);
            double micros = (bench.onLoop(TlsCostTest::cpuNanos) - before) / 1e3 / TIMED;
            System.out.printf("%-45s %7.0f us of CPU a message, %d connections, %s%n",
                    what, micros, sink.connections(), resumptions(bench));
            return micros;
        }
    }

    private static void deliver(Bench bench, SinkServer sink, int messages, boolean resume) throws Exception {
        for (int i = 0; i < messages; i++) {
            if (!resume) {
                // another memory: it knows none of the sessions that it is offered
                sink.tls(TlsFiles.client("rsa"));
            }
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
        }
    }

    private static String resumptions(Bench bench) {
        return bench.scrape().lines().filter(line -> line.startsWith("postern_tls_handshakes_total"))
                .map(line -> line.replaceFirst(".*result=\"(\\w+)\".* ", "$1 ")).toList().toString();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
