package io.postern.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.postern.route.AddressAnswer;

/**
 * The addresses of a host as octets: one for the form, one for their number, then each behind its length, then the name that
 * has them. A host without any has the number 0 and no name. The expiry stands beside, in the {@link SharedValue}.
 */
final class AddressOctets {

    private static final int FORM = 1;
    private static final int MOST = 255;
    private static final int IPV4_OCTETS = 4;
    private static final int IPV6_OCTETS = 16;

    private AddressOctets() {
    }

    /** Empty: not an answer to share. */
    static Optional<byte[]> write(AddressAnswer answer) {
        return switch (answer) {
            case AddressAnswer.Found found when found.addresses().size() > MOST -> Optional.empty();
            case AddressAnswer.Found found -> written(found.addresses(), found.owner());
            case AddressAnswer.None _ -> written(List.of(), "");
            case AddressAnswer.Unavailable _ -> Optional.empty();
        };
    }

    /** Empty: octets of another form, cut, or with something left over. */
    static Optional<AddressAnswer> read(byte[] octets, Instant expiresAt) {
        try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
            if (in.readUnsignedByte() != FORM) {
                return Optional.empty();
            }
            var addresses = addresses(in);
            var owner = in.readUTF();
            if (in.read() >= 0 || owner.isEmpty() != addresses.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(addresses.isEmpty()
                    ? new AddressAnswer.None(expiresAt) : new AddressAnswer.Found(addresses, owner, expiresAt));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<InetAddress> addresses(DataInputStream in) throws IOException {
        var count = in.readUnsignedByte();
        var addresses = new ArrayList<InetAddress>(count);
        for (var i = 0; i < count; i++) {
            var length = in.readUnsignedByte();
            if (length != IPV4_OCTETS && length != IPV6_OCTETS) {
                throw new IOException("not an address");
            }
            var octets = new byte[length];
            in.readFully(octets);
            addresses.add(InetAddress.getByAddress(octets));
        }
        return addresses;
    }

    private static Optional<byte[]> written(List<InetAddress> addresses, String owner) {
        var octets = new ByteArrayOutputStream(32 + 17 * addresses.size());
        try (var out = new DataOutputStream(octets)) {
            out.writeByte(FORM);
            out.writeByte(addresses.size());
            for (var address : addresses) {
                var each = address.getAddress();
                out.writeByte(each.length);
                out.write(each);
            }
            out.writeUTF(owner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(octets.toByteArray());
    }
}
