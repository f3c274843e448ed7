package io.postern.authentic;

import java.util.Optional;

/** An ARC-Seal (RFC 8617 §4.1.3); {@code chain}: what its writer found the chain below to be. */
record ArcSeal(Field field, Algorithm algorithm, String domain, String selector, String chain, byte[] value) {

    /** Empty if it does not follow the grammar. */
    static Optional<ArcSeal> of(Field field, TagList tags) {
        var algorithm = Algorithm.of(tags.word("a", ""));
        var value = tags.get("b").flatMap(Digests::base64);
        var domain = Signature.host(tags, "d");
        var selector = Signature.host(tags, "s");
        boolean complete = value.isPresent() && algorithm.isPresent() && !domain.isEmpty() && !selector.isEmpty()
                && Signature.number(tags, "t", 0).isPresent() && tags.has("cv") && !tags.has("h");
        return complete ? Optional.of(new ArcSeal(field, algorithm.get(), domain, selector, tags.word("cv", ""), value.get())) : Optional.empty();
    }

    String keyName() {
        return selector + "._domainkey." + domain;
    }
}
