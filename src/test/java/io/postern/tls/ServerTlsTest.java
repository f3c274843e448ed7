package io.postern.tls;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.postern.config.Config;
import io.postern.smtp.Peer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Handshakes in memory, under both engines. */
class ServerTlsTest {

    private static final TicketKeys TICKETS = new TicketKeys(() -> 0);
    private static final List<Config.Certificate> BOTH = List.of(
            TlsFiles.certificate("rsa.crt", "rsa.key", ""), TlsFiles.certificate("ec.crt", "ec-sec1.key", ""));

    /** What both sides say after the handshake. */
    private record Met(SSLSession client, SSLSession server) {

        String shownByServer() throws SSLException {
            var subject = ((java.security.cert.X509Certificate) client.getPeerCertificates()[0]).getSubjectX500Principal();
            return subject.getName();
        }
    }

    private static ServerTls tls(SslProvider provider, List<Config.Certificate> certificates, boolean ask) throws Unusable {
        Assumptions.assumeTrue(provider == SslProvider.JDK || OpenSsl.isAvailable());
        return ServerTls.load(new Config.Tls(Config.TlsMode.STARTTLS, certificates, ask,
                Optional.of(TlsFiles.path("ca.crt"))), TICKETS, provider);
    }

    private static Met meet(ServerTls tls, SSLContext as, String name, String... protocols) {
        var engine = as.createSSLEngine("peer", 25);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        engine.setSSLParameters(parameters);
        var there = new EmbeddedChannel(tls.handler(PooledByteBufAllocator.DEFAULT));
        var here = new EmbeddedChannel(new SslHandler(engine));
        boolean moved = true;
        while (moved) {
            moved = carry(here, there) | carry(there, here);
        }
        there.checkException();
        var met = new Met(engine.getSession(), there.pipeline().get(SslHandler.class).engine().getSession());
        there.finishAndReleaseAll();
        here.finishAndReleaseAll();
        return met;
    }

    private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
        boolean moved = false;
        for (ByteBuf octets = from.readOutbound(); octets != null; octets = from.readOutbound()) {
            to.writeInbound(octets);
            moved = true;
        }
        return moved;
    }

    @ParameterizedTest
    @CsvSource({
        "other.test, CN=other.test",
        "OTHER.test, CN=other.test",
        "a.wild.test, CN=other.test",
        "a.b.wild.test, CN=mx.postern.test",
        "wild.test, CN=mx.postern.test",
        "mx.postern.test, CN=mx.postern.test",
        "a.rsa.test, CN=mx.postern.test",
        "nobody.test, CN=mx.postern.test",
        "'', CN=mx.postern.test",
    })
    void nameChoosesTheCertificateAndUnknownOnesGetTheFirst(String name, String subject) throws Exception {
        for (var provider : List.of(SslProvider.JDK, Engine.PROVIDER)) {
            assertEquals(subject, meet(tls(provider, BOTH, false), TlsFiles.client(), name).shownByServer());
        }
    }

    @ParameterizedTest
    @EnumSource(value = SslProvider.class, names = {"JDK", "OPENSSL"})
    void bothVersionsWithForwardSecrecyAndNoOlderOnes(SslProvider provider) throws Exception {
        var tls = tls(provider, BOTH.subList(0, 1), false);
        for (var version : List.of("TLSv1.2", "TLSv1.3")) {
            var met = meet(tls, TlsFiles.client(), "", version);
            assertEquals(version, met.server().getProtocol());
            assertTrue(met.server().getCipherSuite().matches("TLS_(ECDHE_RSA_WITH_)?AES_(128|256)_GCM_SHA(256|384)"),
                    met.server().getCipherSuite());
        }
        var engine = ((SslHandler) tls.handler(PooledByteBufAllocator.DEFAULT)).engine();
        var enabled = new TreeSet<>(List.of(engine.getEnabledProtocols()));
        enabled.remove("SSLv2Hello"); // a form of the first record that no version of ours has
        assertEquals(Set.of("TLSv1.2", "TLSv1.3"), enabled);
        ReferenceCountUtil.release(engine);
    }

    @ParameterizedTest
    @EnumSource(value = SslProvider.class, names = {"JDK", "OPENSSL"})
    void whateverAClientShowsIsTakenAndJudgedAfterwards(SslProvider provider) throws Exception {
        var tls = tls(provider, BOTH, true);
        for (var version : List.of("TLSv1.2", "TLSv1.3")) {
            assertEquals(Optional.of(new Peer.ClientCertificate("client.test", true)),
                    tls.shown(meet(tls, TlsFiles.client("client"), "", version).server()));
            assertFalse(tls.shown(meet(tls, TlsFiles.client("stranger"), "", version).server()).orElseThrow().verified());
            assertFalse(tls.shown(meet(tls, TlsFiles.client("expired"), "", version).server()).orElseThrow().verified());
            // made for servers
            assertFalse(tls.shown(meet(tls, TlsFiles.client("ec"), "", version).server()).orElseThrow().verified());
            assertEquals(Optional.empty(), tls.shown(meet(tls, TlsFiles.client(), "", version).server()));
        }
    }

    @Test
    void sessionsGoOnInTheNextGenerationAndEndTwoTurnsLater() throws Exception {
        Assumptions.assumeTrue(OpenSsl.isAvailable());
        var nanos = new long[1];
        var tickets = new TicketKeys(() -> nanos[0]);
        var files = new Config.Tls(Config.TlsMode.STARTTLS, BOTH.subList(0, 1), false, Optional.empty());
        var client = TlsFiles.client();
        var first = meet(ServerTls.load(files, tickets), client, "", "TLSv1.2").client();
        var next = ServerTls.load(files, tickets);
        assertEquals(first.getCreationTime(), meet(next, client, "", "TLSv1.2").client().getCreationTime());
        for (int turn = 0; turn < 2; turn++) {
            assertFalse(tickets.turn());
            nanos[0] += 13 * 3_600_000_000_000L;
            assertTrue(tickets.turn());
        }
        next.take(tickets);
        var late = meet(next, client, "", "TLSv1.2").server();
        assertFalse(java.util.Arrays.equals(first.getId(), late.getId()));
    }

    @Test
    void problemOfAFurtherCertificateNamesItsPlace() {
        var unusable = assertThrows(Unusable.class, () -> tls(SslProvider.JDK, List.of(BOTH.getFirst(),
                TlsFiles.certificate("rsa.crt", "ec.key", "")), false));
        assertEquals("more[0].key", unusable.key());
    }
}
