package io.postern.authentic;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the checks need of a message: its header fields, and the hashes of its body that signatures speak of. The body itself
 * is read once and not kept.
 */
public final class SignedMessage {

    private static final int PIECE_OCTETS = 16 << 10;

    /** {@code octets}: of the whole canonical body. */
    record Hashed(byte[] hash, long octets) {
    }

    private final List<Field> fields;
    private final List<Signature> signatures;
    private final ArcChain arc;
    private final Map<BodyHash.Form, Hashed> hashes;
    private final boolean cut;

    private SignedMessage(List<Field> fields, List<Signature> signatures, ArcChain arc, Map<BodyHash.Form, Hashed> hashes, boolean cut) {
        this.fields = fields;
        this.signatures = signatures;
        this.arc = arc;
        this.hashes = hashes;
        this.cut = cut;
    }

    /** Reads the content, with CRLF and without stuffed dots, to its end. Blocks. */
    public static SignedMessage read(InputStream content) throws IOException {
        var header = new HeaderReader(content);
        var fields = header.fields();
        var signatures = Signatures.in(fields);
        var arc = ArcChain.in(fields);
        var running = new HashMap<BodyHash.Form, BodyHash>();
        signatures.stream().map(Signature::bodyForm).forEach(form -> running.computeIfAbsent(form, BodyHash::new));
        arc.newest().ifPresent(set -> running.computeIfAbsent(set.message().bodyForm(), BodyHash::new));
        if (!running.isEmpty()) {
            var piece = new byte[PIECE_OCTETS];
            for (int length = header.readBody(piece); length >= 0; length = header.readBody(piece)) {
                for (var hash : running.values()) {
                    hash.update(piece, length);
                }
            }
        }
        var hashes = new HashMap<BodyHash.Form, Hashed>();
        running.forEach((form, hash) -> {
            var value = hash.finish();
            hashes.put(form, new Hashed(value, hash.octets()));
        });
        return new SignedMessage(fields, signatures, arc, hashes, header.isCut());
    }

    /** Whether it has more header fields than are looked at. What is found out about such a message may not be true of it. */
    public boolean isCut() {
        return cut;
    }

    /** From the top of the message down. */
    List<Field> fields() {
        return fields;
    }

    /** Those that are looked at, at most {@value Signatures#MOST}. */
    List<Signature> signatures() {
        return signatures;
    }

    ArcChain arc() {
        return arc;
    }

    Hashed hash(BodyHash.Form form) {
        return hashes.get(form);
    }

    boolean bodyMatches(Signature signature) {
        return Arrays.equals(hash(signature.bodyForm()).hash(), signature.bodyHash());
    }
}
