package io.postern.quarantine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How a message is stored: two lines, then its content (the Received line first).
 *
 * <pre>
 * postern-quarantine 1 plain SHA256-OF-LINE-2 SHA256-OF-THE-CONTENT     (hexadecimal)
 * {description}
 * content
 *
 * postern-quarantine 1 sealed KEY-NAME WRAPPED-DATA-KEY                 (base64url)
 * SEALED-DESCRIPTION                                                    (base64url)
 * sealed content
 * </pre>
 *
 * One object holds all of a message, so that it is there or not, and without keys {@code tail -n +3} shows the mail.
 */
final class Packing {

    static final String MAGIC = "postern-quarantine 1";

    /** Octets of content in wire order, as often as they are asked for. */
    interface Source {

        InputStream open() throws IOException;
    }

    private final Keyring keys;

    Packing(Keyring keys) {
        this.keys = keys;
    }

    private record Packed(String id, byte[] head, long contentLength, Source content) implements Parcel {

        @Override
        public long length() {
            return head.length + contentLength;
        }

        @Override
        public InputStream octets() throws IOException {
            return new SequenceInputStream(new ByteArrayInputStream(head), content.open());
        }
    }

    /** Reads {@code content}, which has so many octets, once if it is not to be encrypted. */
    Parcel pack(QuarantinedMessage message, long contentLength, Source content) throws IOException {
        var description = message.toJson().encode().getBytes(UTF_8);
        return keys.isEmpty()
                ? plain(message.id(), description, contentLength, content)
                : sealed(message.id(), description, contentLength, content);
    }

    private static Parcel plain(String id, byte[] description, long contentLength, Source content) throws IOException {
        var digest = sha256();
        try (var reading = new DigestInputStream(content.open(), digest)) {
            reading.transferTo(OutputStream.nullOutputStream());
        }
        var hex = HexFormat.of();
        var line = MAGIC + " plain " + hex.formatHex(sha256().digest(description)) + " " + hex.formatHex(digest.digest()) + "\n";
        return new Packed(id, lines(line, description), contentLength, content);
    }

    private Parcel sealed(String id, byte[] description, long contentLength, Source content) {
        var key = keys.newDataKey(id);
        var base64 = Base64.getUrlEncoder().withoutPadding();
        var line = MAGIC + " sealed " + key.keyName() + " " + base64.encodeToString(key.wrapped()) + "\n";
        var sealing = new ContentSeal(id, key.dataKey());
        return new Packed(id, lines(line, base64.encode(sealing.seal(description))),
                sealing.sealedLength(contentLength), () -> sealing.sealing(content.open()));
    }

    private static byte[] lines(String first, byte[] second) {
        var head = new byte[first.length() + second.length + 1];
        System.arraycopy(first.getBytes(UTF_8), 0, head, 0, first.length());
        System.arraycopy(second, 0, head, first.length(), second.length);
        head[head.length - 1] = '\n';
        return head;
    }

    /**
     * What is stored under {@code id}, whose octets {@code stored} gives; the description is read and proved. Closes {@code
     * stored} if this fails.
     */
    Unpacked unpack(String id, InputStream stored) throws IOException {
        try {
            return unpacking(id, new HeadLines(id, stored), stored);
        } catch (IOException | RuntimeException failure) {
            stored.close();
            throw failure;
        }
    }

    private Unpacked unpacking(String id, HeadLines lines, InputStream stored) throws IOException {
        var first = new String(lines.next(), UTF_8).split(" ");
        if (first.length != 5 || !(first[0] + " " + first[1]).equals(MAGIC)) {
            throw new DamagedMessage(id, "it does not begin as a kept message does");
        }
        var second = lines.next();
        return switch (first[2]) {
            case "plain" -> {
                if (!HexFormat.of().formatHex(sha256().digest(second)).equals(first[3])) {
                    throw new DamagedMessage(id, "its description is not the one that was written");
                }
                yield Unpacked.of(id, second, new DigestedStream(id, stored, first[4]));
            }
            case "sealed" -> {
                var seal = new ContentSeal(id, keys.unwrap(id, first[3], base64(id, first[4].getBytes(UTF_8))));
                yield Unpacked.of(id, seal.open(base64(id, second)), seal.opening(stored));
            }
            default -> throw new DamagedMessage(id, "it is packed in a way that is not known here");
        };
    }

    private static byte[] base64(String id, byte[] text) throws DamagedMessage {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException altered) {
            throw new DamagedMessage(id, "its head is not base64");
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException neverInAJdk) {
            throw new IllegalStateException(neverInAJdk);
        }
    }
}
