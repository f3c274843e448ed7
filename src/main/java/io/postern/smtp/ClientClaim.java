package io.postern.smtp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What a trusted peer says of the client that it speaks for (Postfix's XCLIENT). {@code extended}: whether that client
 * speaks ESMTP.
 */
public record ClientClaim(
        Field<InetAddress> address, Field<Integer> port, Field<String> name, Field<String> helo, Field<Boolean> extended) {

    /** One attribute. */
    public sealed interface Field<T> {

        /** Not mentioned: as it was. */
        record Unsaid<T>() implements Field<T> {
        }

        /** Mentioned, but the peer does not know it either. */
        record Unknown<T>() implements Field<T> {
        }

        record Known<T>(T value) implements Field<T> {
        }

        default Field<T> or(Field<T> before) {
            return this instanceof Unsaid<T> ? before : this;
        }

        default Optional<T> known() {
            return this instanceof Known<T>(T value) ? Optional.of(value) : Optional.empty();
        }
    }

    /** The keyword in EHLO, with the attributes that we heed. */
    public static final String KEYWORD = "XCLIENT NAME ADDR PORT PROTO HELO";

    public static final ClientClaim NONE = new ClientClaim(
            new Field.Unsaid<>(), new Field.Unsaid<>(), new Field.Unsaid<>(), new Field.Unsaid<>(), new Field.Unsaid<>());

    /** Attributes stay until they are said again: a long claim may come in several commands. */
    public ClientClaim then(ClientClaim later) {
        return new ClientClaim(later.address.or(address), later.port.or(port), later.name.or(name),
                later.helo.or(helo), later.extended.or(extended));
    }

    /** Whether the client's address is hidden from us: then it must not pass for the peer itself. */
    public boolean isNameless() {
        return address instanceof Field.Unknown<InetAddress>;
    }

    /** The client that {@code peer} speaks for, as one who has just connected. TLS is that of the connection. */
    public Peer of(Peer peer) {
        int unsaid = address instanceof Field.Unsaid<InetAddress> ? peer.port() : 0;
        return new Peer(address.known().orElse(peer.address()), port.known().orElse(unsaid), "", false, peer.tls(),
                Optional.empty(), name.known());
    }

    /** What the client said to the peer is nearer to the truth than how the peer presents itself. */
    public Peer greeted(Peer client, String said, boolean withEhlo) {
        return client.greeted(helo.known().orElse(said), extended.known().orElse(withEhlo));
    }
}
