package io.postern.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

import io.postern.config.Secret;

/**
 * The private key of a PEM file: PKCS #8 (RFC 5958), plain or encrypted, PKCS #1 (RFC 8017 §A.1.2) and SEC 1 (RFC 5915).
 * The JDK reads PKCS #8 only, so the other two are put into its envelope, which is all that they lack.
 */
final class PrivateKeys {

    private static final HexFormat HEX = HexFormat.of();
    /** AlgorithmIdentifier of rsaEncryption, and the object identifier of id-ecPublicKey. */
    private static final byte[] RSA = HEX.parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HEX.parseHex("06072a8648ce3d0201");
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 4;
    private static final int OBJECT_IDENTIFIER = 6;
    private static final int PARAMETERS = 0xa0;

    private PrivateKeys() {
    }

    static PrivateKey of(PemFile pem, Optional<Secret> password) throws Unusable {
        for (var block : pem.blocks()) {
            if (block.headers()) {
                throw new Unusable("key", pem.file() + " is encrypted in OpenSSL's old way",
                        "rewrite it with: openssl pkcs8 -topk8 -in OLD -out NEW");
            }
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return decoded(pem, block.octets());
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return decoded(pem, decrypted(pem, block.octets(), password));
                }
                case "RSA PRIVATE KEY" -> {
                    return decoded(pem, envelope(RSA, block.octets()));
                }
                case "EC PRIVATE KEY" -> {
                    return decoded(pem, envelope(element(SEQUENCE, EC, curve(pem, block.octets())), block.octets()));
                }
                default -> { }
            }
        }
        throw new Unusable("key", pem.file() + " holds no private key", "name the file of the key");
    }

    private static byte[] decrypted(PemFile pem, byte[] octets, Optional<Secret> password) throws Unusable {
        if (password.isEmpty()) {
            throw new Unusable("password", "is missing although " + pem.file() + " is encrypted", "write it");
        }
        try {
            var info = new EncryptedPrivateKeyInfo(octets);
            var parameters = info.getAlgParameters();
            // of PBES2 (RFC 8018 §6.2) the JDK knows the scheme by the parameters' words, not by the object identifier
            var scheme = info.getAlgName().startsWith("PBES2") || info.getAlgName().equals("1.2.840.113549.1.5.13")
                    ? parameters.toString() : info.getAlgName();
            var key = SecretKeyFactory.getInstance(scheme)
                    .generateSecret(new PBEKeySpec(password.get().value().toCharArray()));
            var cipher = Cipher.getInstance(scheme);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            return info.getKeySpec(cipher).getEncoded();
        } catch (InvalidKeySpecException wrong) {
            throw new Unusable("password", "does not open " + pem.file(), "write the right one");
        } catch (IOException | GeneralSecurityException unknown) {
            throw new Unusable("key", pem.file() + " is encrypted in a way that is not known here",
                    "rewrite it with: openssl pkcs8 -topk8 -v2 aes256 -in OLD -out NEW");
        }
    }

    private static PrivateKey decoded(PemFile pem, byte[] pkcs8) throws Unusable {
        for (var algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException another) {
                // tried with the next algorithm
            }
        }
        throw new Unusable("key", pem.file() + " holds no key that can be read", "use an RSA or EC key");
    }

    private static byte[] envelope(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, key));
    }

    /** The object identifier of the curve in ECPrivateKey's {@code parameters [0]}. */
    private static byte[] curve(PemFile pem, byte[] sec1) throws Unusable {
        int at = contentAt(sec1, 0);
        while (at + 2 < sec1.length) {
            int content = contentAt(sec1, at);
            int end = content + length(sec1, at);
            if ((sec1[at] & 0xff) == PARAMETERS && end <= sec1.length && sec1[content] == OBJECT_IDENTIFIER) {
                return Arrays.copyOfRange(sec1, content, end);
            }
            at = Math.max(end, at + 2);
        }
        throw new Unusable("key", pem.file() + " does not name its curve",
                "rewrite it with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }

    private static int contentAt(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = at + 2; i < Math.min(der.length, contentAt(der, at)); i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return Math.max(0, Math.min(length, der.length));
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var der = new ByteArrayOutputStream(length + 4);
        der.write(tag);
        if (length >= 0x100) {
            der.write(0x82);
            der.write(length >> 8);
        } else if (length >= 0x80) {
            der.write(0x81);
        }
        der.write(length);
        for (var part : parts) {
            der.writeBytes(part);
        }
        return der.toByteArray();
    }
}
