package io.postern.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.postern.route.MxAnswer;
import io.postern.route.MxHost;

/**
 * An MX answer as octets: one for the form, one for the kind, then names and preferences. The expiry is not among them;
 * it stands beside, in the {@link SharedValue}. Failures are no answers to share and have no form.
 */
final class MxOctets {

    private static final int FORM = 1;
    private static final int HOSTS = 0;
    private static final int IMPLICIT_HOST = 1;
    private static final int NULL_MX = 2;
    private static final int NO_SUCH_DOMAIN = 3;
    private static final int MOST_HOSTS = 255;
    /** RFC 1035 §2.3.4. */
    private static final int LONGEST_NAME = 255;

    private MxOctets() {
    }

    /** Empty: not an answer to share. */
    static Optional<byte[]> write(MxAnswer answer) {
        return switch (answer) {
            case MxAnswer.Hosts hosts when hosts.hosts().isEmpty() || hosts.hosts().size() > MOST_HOSTS -> Optional.empty();
            case MxAnswer.Hosts hosts -> written(HOSTS, hosts.hosts());
            case MxAnswer.ImplicitHost host -> written(IMPLICIT_HOST, List.of(new MxHost(host.name(), 0)));
            case MxAnswer.NullMx _ -> written(NULL_MX, List.of());
            case MxAnswer.NoSuchDomain _ -> written(NO_SUCH_DOMAIN, List.of());
            case MxAnswer.Unavailable _ -> Optional.empty();
        };
    }

    /** Empty: octets of another form, cut, or with something left over. */
    static Optional<MxAnswer> read(byte[] octets, Instant expiresAt) {
        try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
            if (in.readUnsignedByte() != FORM) {
                return Optional.empty();
            }
            var kind = in.readUnsignedByte();
            var hosts = hosts(in);
            return in.read() < 0 ? answer(kind, hosts, expiresAt) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<MxAnswer> answer(int kind, List<MxHost> hosts, Instant expiresAt) {
        var fits = switch (kind) {
            case HOSTS -> !hosts.isEmpty();
            case IMPLICIT_HOST -> hosts.size() == 1;
            case NULL_MX, NO_SUCH_DOMAIN -> hosts.isEmpty();
            default -> false;
        };
        if (!fits) {
            return Optional.empty();
        }
        return Optional.of(switch (kind) {
            case HOSTS -> new MxAnswer.Hosts(hosts, expiresAt);
            case IMPLICIT_HOST -> new MxAnswer.ImplicitHost(hosts.getFirst().name(), expiresAt);
            case NULL_MX -> new MxAnswer.NullMx(expiresAt);
            default -> new MxAnswer.NoSuchDomain(expiresAt);
        });
    }

    private static List<MxHost> hosts(DataInputStream in) throws IOException {
        var count = in.readUnsignedByte();
        var hosts = new ArrayList<MxHost>(count);
        for (var i = 0; i < count; i++) {
            var preference = in.readUnsignedShort();
            var name = in.readUTF();
            if (name.isEmpty() || name.length() > LONGEST_NAME) {
                throw new IOException("not a host name");
            }
            hosts.add(new MxHost(name, preference));
        }
        return List.copyOf(hosts);
    }

    private static Optional<byte[]> written(int kind, List<MxHost> hosts) {
        var octets = new ByteArrayOutputStream(16 + 32 * hosts.size());
        try (var out = new DataOutputStream(octets)) {
            out.writeByte(FORM);
            out.writeByte(kind);
            out.writeByte(hosts.size());
            for (var host : hosts) {
                out.writeShort(host.preference());
                out.writeUTF(host.name());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(octets.toByteArray());
    }
}
