package io.postern.authentic;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.postern.smtp.Domain;

/**
 * A DKIM-Signature (RFC 6376 §3.5), or an ARC-Message-Signature, which is written alike (RFC 8617 §4.1.2).
 *
 * @param field where it stands
 * @param headers the names of the signed fields in the order of {@code h=}
 * @param identityDomain the domain of {@code i=}
 * @param start the beginning of {@code b=}, by which results tell signatures apart (RFC 6008 §4)
 * @param trouble why it cannot hold whatever its key says; the other parts are as far as they could be read
 */
record Signature(Field field, Algorithm algorithm, boolean relaxedHeader, BodyHash.Form bodyForm, String domain, String selector,
        List<String> headers, String identityDomain, byte[] bodyHash, byte[] value, String start, Optional<Instants> times,
        Optional<String> trouble) {

    private static final int START_OCTETS = 8;
    private static final int MAX_HEADERS = 500;

    /** {@code t=} and {@code x=} in seconds, 0 and the greatest number where they are missing. */
    record Instants(long signed, long expires) {
    }

    static Signature dkim(Field field) {
        var tags = TagList.parse(field.utf8());
        if (tags.isEmpty()) {
            return unreadable(field, "syntax");
        }
        var signature = common(field, tags.get());
        if (signature.trouble.isPresent()) {
            return signature;
        }
        if (!tags.get().get("v", "").equals("1")) {
            return signature.because("version");
        }
        var query = tags.get().words("q", "dns/txt");
        if (!query.contains("dns/txt") && !query.contains("dns")) {
            return signature.because("query method");
        }
        if (!isAtOrBelow(signature.identityDomain, signature.domain)) {
            return signature.because("identity outside of the domain"); // §3.5 i=
        }
        // §5.4: From must be signed
        return signature.headers.contains("from") ? signature : signature.because("From is not signed");
    }

    static Signature arc(Field field, TagList tags) {
        var signature = common(field, tags);
        // RFC 8617 §4.1.2: seals are never signed
        return signature.trouble.isEmpty() && signature.headers.contains("arc-seal") ? signature.because("seal signed") : signature;
    }

    private static Signature common(Field field, TagList tags) {
        var value = tags.get("b").flatMap(Digests::base64);
        var hash = tags.get("bh").flatMap(Digests::base64);
        var algorithm = Algorithm.of(tags.word("a", ""));
        var canonical = tags.word("c", "simple/simple").split("/", 2);
        var body = canonical.length < 2 ? "simple" : canonical[1];
        var limit = number(tags, "l", Long.MAX_VALUE);
        var signed = number(tags, "t", 0);
        var expires = number(tags, "x", Long.MAX_VALUE);
        var domain = host(tags, "d");
        var headers = tags.words("h", "");
        var identity = tags.get("i", "");
        var read = new Signature(field, algorithm.orElse(Algorithm.RSA), canonical[0].equals("relaxed"),
                new BodyHash.Form(body.equals("relaxed"), limit.orElse(0L)), domain, host(tags, "s"), headers,
                identity.indexOf('@') < 0 ? domain : Ascii.withoutBlanks(identity.substring(identity.lastIndexOf('@') + 1)).toLowerCase(Locale.ROOT),
                hash.orElse(new byte[0]), value.orElse(new byte[0]), start(tags),
                signed.flatMap(from -> expires.map(until -> new Instants(from, until))), Optional.empty());
        boolean complete = value.isPresent() && hash.isPresent() && tags.has("a") && tags.has("h") && !domain.isEmpty() && !read.selector.isEmpty()
                && read.times.isPresent() && limit.isPresent() && headers.size() <= MAX_HEADERS && headers.stream().noneMatch(String::isEmpty);
        if (!complete) {
            return read.because("syntax");
        }
        if (algorithm.isEmpty()) {
            return read.because("algorithm");
        }
        return isCanonical(canonical[0]) && isCanonical(body) ? read : read.because("canonicalization");
    }

    private static Signature unreadable(Field field, String why) {
        return new Signature(field, Algorithm.RSA, false, new BodyHash.Form(false, 0), "", "", List.of(), "", new byte[0], new byte[0], "",
                Optional.empty(), Optional.of(why));
    }

    private Signature because(String why) {
        return new Signature(field, algorithm, relaxedHeader, bodyForm, domain, selector, headers, identityDomain, bodyHash, value, start,
                times, Optional.of(why));
    }

    /** Where the key is. */
    String keyName() {
        return selector + "._domainkey." + domain;
    }

    private static boolean isCanonical(String word) {
        return word.equals("simple") || word.equals("relaxed");
    }

    private static String start(TagList tags) {
        var value = Ascii.withoutBlanks(tags.get("b", ""));
        return value.substring(0, Math.min(START_OCTETS, value.length()));
    }

    /** The number or, without the tag, {@code otherwise}; empty if it is no number. More digits than fit count as the greatest. */
    static Optional<Long> number(TagList tags, String tag, long otherwise) {
        if (!tags.has(tag)) {
            return Optional.of(otherwise);
        }
        var digits = tags.word(tag, "");
        if (digits.isEmpty() || digits.length() > 76 || !digits.chars().allMatch(c -> Ascii.isDigit((char) c))) {
            return Optional.empty();
        }
        return Optional.of(digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits));
    }

    static boolean isAtOrBelow(String name, String domain) {
        return name.equals(domain) || name.endsWith('.' + domain);
    }

    /** A name as the DNS has it (RFC 8616 §5); empty if it is none. */
    static String host(TagList tags, String tag) {
        return Domain.parse(tags.word(tag, "")).filter(name -> !name.isAddressLiteral()).map(Domain::name).orElse("");
    }
}
