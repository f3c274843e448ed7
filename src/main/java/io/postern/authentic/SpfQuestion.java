package io.postern.authentic;

import java.net.InetAddress;
import java.util.Locale;

import io.postern.smtp.Envelope;
import io.postern.smtp.Peer;

/**
 * The arguments of {@code check_host()} (RFC 7208 §4.1).
 *
 * @param local the sender's local part, {@code postmaster} where it has none (§4.3)
 * @param senderDomain what {@code %{o}} stands for
 * @param domain whose record is looked at; another one below {@code include} and {@code redirect}
 */
public record SpfQuestion(InetAddress address, String helo, String local, String senderDomain, String domain) {

    /** §2.4: with a null reverse-path the HELO identity stands for it. */
    public static SpfQuestion of(Envelope envelope, Peer peer) {
        return envelope.from().mailbox()
                .map(from -> of(peer.address(), peer.helo(), from.localPart(), from.domain().name()))
                .orElse(of(peer.address(), peer.helo(), "", peer.helo()));
    }

    static SpfQuestion of(InetAddress address, String helo, String local, String domain) {
        return new SpfQuestion(address, helo, local.isEmpty() ? "postmaster" : local, domain, domain.toLowerCase(Locale.ROOT));
    }

    SpfQuestion about(String other) {
        return new SpfQuestion(address, helo, local, senderDomain, other);
    }

    String sender() {
        return local + '@' + senderDomain;
    }

    boolean isIpv4() {
        return address.getAddress().length == 4;
    }
}
