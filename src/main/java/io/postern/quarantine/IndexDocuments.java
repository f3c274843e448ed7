package io.postern.quarantine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

import com.google.crypto.tink.subtle.AesGcmJce;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.util.BytesRef;

/**
 * A message as a document of the index, and back. Where the quarantine is encrypted, so is the description here; id, time and
 * size are not.
 */
final class IndexDocuments {

    static final String ID = "id";
    static final String TIME = "time";
    static final String OCTETS = "octets";
    static final String SHELF = "shelf";
    static final String TERM = "term";
    /** Of all that can be listed; what could not be read has none. */
    static final String READABLE = "readable";
    private static final String DESCRIPTION = "description";

    private final IndexTerms terms;
    private final Optional<byte[]> key;

    IndexDocuments(IndexTerms terms, Optional<byte[]> key) {
        this.terms = terms;
        this.key = key;
    }

    Document of(QuarantinedMessage message, long octets) {
        var document = base(message.id(), message.time().toEpochMilli(), octets);
        document.add(new StringField(READABLE, "yes", Field.Store.NO));
        for (var field : QuarantineQuery.Field.values()) {
            terms.of(message, field).forEach(term -> document.add(new StringField(TERM, term, Field.Store.NO)));
        }
        terms.words(message).forEach(term -> document.add(new StringField(TERM, term, Field.Store.NO)));
        document.add(new StoredField(DESCRIPTION, sealed(message)));
        return document;
    }

    /** It takes room, and goes when its time has come, but nobody can be told what it is. */
    Document unreadable(String id, long epochMillis, long octets) {
        return base(id, epochMillis, octets);
    }

    private static Document base(String id, long epochMillis, long octets) {
        var document = new Document();
        document.add(new StringField(ID, id, Field.Store.NO));
        document.add(new SortedDocValuesField(ID, new BytesRef(id)));
        document.add(new LongPoint(TIME, epochMillis));
        document.add(new NumericDocValuesField(TIME, epochMillis));
        document.add(new NumericDocValuesField(OCTETS, octets));
        document.add(new StringField(SHELF, Vault.shelfName(Vault.shelf(id)), Field.Store.NO));
        return document;
    }

    QuarantinedMessage message(Document document) throws IOException {
        var stored = BytesRef.deepCopyOf(document.getBinaryValue(DESCRIPTION)).bytes;
        return QuarantinedMessage.fromJson(new JsonObject(Buffer.buffer(opened(stored))))
                .orElseThrow(() -> new IOException("an entry of the quarantine's index cannot be read"));
    }

    static int descriptionOctets(Document document) {
        return document.getBinaryValue(DESCRIPTION).length;
    }

    private byte[] sealed(QuarantinedMessage message) {
        var description = message.toJson().encode().getBytes(StandardCharsets.UTF_8);
        try {
            return key.isEmpty() ? description : new AesGcmJce(key.get()).encrypt(description, new byte[0]);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private byte[] opened(byte[] stored) throws IOException {
        try {
            return key.isEmpty() ? stored : new AesGcmJce(key.get()).decrypt(stored, new byte[0]);
        } catch (GeneralSecurityException altered) {
            throw new IOException("an entry of the quarantine's index was altered", altered);
        }
    }
}
