package io.postern.authentic;

import java.util.ArrayList;
import java.util.List;

/** Which DKIM-Signature fields are looked at: each costs a question and a computation, and a stranger writes them. */
final class Signatures {

    static final int MOST = 8;
    private static final int MAX_FIELD_OCTETS = 16 << 10;

    private Signatures() {
    }

    /** The uppermost ones, but those first that speak for the author's domain or one above or below it. */
    static List<Signature> in(List<Field> fields) {
        var authors = AuthorDomains.in(fields).domains();
        var ofAuthors = new ArrayList<Signature>();
        var others = new ArrayList<Signature>();
        for (var field : fields) {
            if (field.name().equals("dkim-signature") && field.raw().length() <= MAX_FIELD_OCTETS) {
                var signature = Signature.dkim(field);
                boolean related = authors.stream().anyMatch(author -> !signature.domain().isEmpty()
                        && (Signature.isAtOrBelow(author, signature.domain()) || Signature.isAtOrBelow(signature.domain(), author)));
                (related ? ofAuthors : others).add(signature);
            }
        }
        ofAuthors.addAll(others);
        return ofAuthors.stream().limit(MOST).toList();
    }
}
