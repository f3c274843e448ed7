package io.postern.authentic;

import java.net.InetAddress;

import io.vertx.core.Future;

/**
 * The questions to the DNS. Futures never fail and complete in bounded time: what goes wrong is {@link Answer.Unavailable}.
 * Names are as found, perhaps too long for the DNS or with empty labels; such a name does not exist.
 */
public interface Lookup {

    /** The TXT records at the name, each with its strings joined (RFC 7208 §3.3), one char an octet. */
    Future<Answer<String>> txt(String name);

    Future<Answer<InetAddress>> ipv4(String name);

    Future<Answer<InetAddress>> ipv6(String name);

    /** The exchanges of the MX records. */
    Future<Answer<String>> mx(String name);

    /** The names of the PTR records of the address. */
    Future<Answer<String>> ptr(InetAddress address);
}
