package io.postern.authentic;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/** A public key as the DNS has it (RFC 6376 §3.6.1). */
sealed interface KeyRecord {

    /** RFC 8301 §3.2. */
    int MIN_RSA_BITS = 1024;
    /** More costs too much to check; no service publishes more. */
    int MAX_RSA_BITS = 4096;

    /** {@code strict}: {@code i=} must be of the domain itself. */
    record Key(PublicKey key, Algorithm algorithm, boolean strict) implements KeyRecord {
    }

    record Unusable(String why) implements KeyRecord {
    }

    /** The first of several that is usable; that there is more than one is undefined (§3.6.2.2). */
    static KeyRecord of(List<String> texts) {
        KeyRecord last = new Unusable("no key");
        for (var text : texts) {
            last = of(text);
            if (last instanceof Key) {
                return last;
            }
        }
        return last;
    }

    static KeyRecord of(String text) {
        var parsed = TagList.parse(text);
        if (parsed.isEmpty()) {
            return new Unusable("key syntax");
        }
        var tags = parsed.get();
        if (tags.has("v") && !(tags.first().equals("v") && tags.get("v", "").equals("DKIM1"))) {
            return new Unusable("key version");
        }
        if (!tags.has("p")) {
            return new Unusable("key syntax");
        }
        if (tags.word("p", "").isEmpty()) {
            return new Unusable("key revoked");
        }
        var services = tags.words("s", "*");
        if (!tags.words("h", "sha256").contains("sha256") || !services.contains("*") && !services.contains("email")) {
            return new Unusable("key not for this");
        }
        boolean strict = tags.words("t", "").contains("s");
        return Digests.base64(tags.get("p", "")).map(octets -> switch (tags.word("k", "rsa")) {
            case "rsa" -> rsa(octets, strict);
            case "ed25519" -> ed25519(octets, strict);
            default -> new Unusable("key type");
        }).orElse(new Unusable("key syntax"));
    }

    private static KeyRecord rsa(byte[] octets, boolean strict) {
        try {
            var key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(octets));
            int bits = key.getModulus().bitLength();
            if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS || key.getPublicExponent().bitLength() > Integer.SIZE + 1) {
                return new Unusable("key of " + bits + " bits");
            }
            return new Key(key, Algorithm.RSA, strict);
        } catch (InvalidKeySpecException unreadable) {
            return new Unusable("key syntax");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** RFC 8463 §4: the bare key, without the ASN.1 around it (RFC 8410 §4) that Java wants. */
    private static KeyRecord ed25519(byte[] octets, boolean strict) {
        if (octets.length != 32) {
            return new Unusable("key syntax");
        }
        var wrapped = HexFormat.of().parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(octets));
        try {
            return new Key(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(wrapped)), Algorithm.ED25519, strict);
        } catch (InvalidKeySpecException noPoint) {
            return new Unusable("key syntax");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether {@code value} is the key's signature of the octets. */
    static boolean verifies(Key key, byte[] signed, byte[] value) {
        try {
            var verifier = java.security.Signature.getInstance(key.algorithm == Algorithm.RSA ? "SHA256withRSA" : "Ed25519");
            verifier.initVerify(key.key);
            verifier.update(key.algorithm == Algorithm.RSA ? signed : Digests.sha256().digest(signed)); // RFC 8463 §3
            return verifier.verify(value);
        } catch (SignatureException wrongLength) {
            return false;
        } catch (InvalidKeyException odd) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
