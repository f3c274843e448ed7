package io.postern.quarantine;

import java.util.Optional;

import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.util.BytesRef;

/** Where a message stands in the order of a list, newest first; its text is {@link QuarantinePage#next()}. */
record IndexPlace(long epochMillis, String id) {

    static Optional<IndexPlace> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || !text.substring(0, colon).matches("-?\\d{1,18}") || !QuarantinedMessage.isId(text.substring(colon + 1))) {
            return Optional.empty();
        }
        return Optional.of(new IndexPlace(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1)));
    }

    static IndexPlace of(FieldDoc found) {
        return new IndexPlace((Long) found.fields[0], ((BytesRef) found.fields[1]).utf8ToString());
    }

    /** As Lucene takes it: everything behind it follows. */
    FieldDoc asFieldDoc() {
        return new FieldDoc(Integer.MAX_VALUE, Float.NaN, new Object[] {epochMillis, new BytesRef(id)});
    }

    @Override
    public String toString() {
        return epochMillis + ":" + id;
    }
}
