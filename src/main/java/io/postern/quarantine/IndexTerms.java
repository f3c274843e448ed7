package io.postern.quarantine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.postern.quarantine.QuarantineQuery.Field;
import io.postern.smtp.Mailbox;

/**
 * What a message can be found by, as the terms of the index. Where the quarantine is encrypted, a term is an HMAC of what it
 * says: the same question makes the same term, and the index's files tell nothing but how often terms occur. That rules out
 * looking for terms that begin alike, so the beginnings of each word are terms themselves.
 */
final class IndexTerms {

    /** Words that are alike so far are alike. */
    private static final int MOST_LETTERS = 20;
    private static final int MOST_WORDS = 200;
    private static final int MAC_OCTETS = 12;
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Optional<SecretKeySpec> key;
    private final UnaryOperator<String> subjectText;

    IndexTerms(Optional<byte[]> key, UnaryOperator<String> subjectText) {
        this.key = key.map(octets -> new SecretKeySpec(octets, "HmacSHA256"));
        this.subjectText = subjectText;
    }

    /** The terms by which the field of this message can be asked for. */
    Set<String> of(QuarantinedMessage message, Field field) {
        var values = new HashSet<String>();
        switch (field) {
            case SENDER -> message.from().mailbox().ifPresentOrElse(
                    mailbox -> addAddress(mailbox, values), () -> values.add("<>"));
            case RECIPIENT -> message.recipients().forEach(mailbox -> addAddress(mailbox, values));
            case ROUTE -> values.add(lower(message.route()));
            case VERDICT -> values.add(lower(message.verdict()));
            case SCANNER -> values.add(lower(message.scanner()));
        }
        return said(field.name(), values);
    }

    private static void addAddress(Mailbox mailbox, Set<String> values) {
        values.add(lower(mailbox.toString()));
        values.add(lower(mailbox.domain().written()));
        values.add(mailbox.domain().name());
    }

    /** The terms by which words can be asked for. */
    Set<String> words(QuarantinedMessage message) {
        var words = Stream.of(Stream.of(message.id(), message.from().mailbox().map(Mailbox::toString).orElse(""),
                        subjectText.apply(message.subject()), message.client().getHostAddress(), message.scanner(),
                        message.reason()),
                message.recipients().stream().map(Mailbox::toString))
                .flatMap(texts -> texts).flatMap(text -> pieces(text).stream()).distinct().limit(MOST_WORDS).toList();
        var beginnings = new HashSet<String>();
        for (var word : words) {
            for (int end = 1; end <= word.length(); end++) {
                beginnings.add(word.substring(0, end));
            }
        }
        return said("WORD", beginnings);
    }

    /** The terms that a message must have, all of them, to be one that is asked for. */
    List<String> needed(QuarantineQuery query) {
        var needed = new ArrayList<String>();
        query.fields().forEach((field, value) -> needed.addAll(said(field.name(), Set.of(value))));
        var words = new HashSet<>(query.words().stream().flatMap(word -> pieces(word).stream()).toList());
        if (words.isEmpty() && !query.words().isEmpty()) {
            // they have no letter or digit to begin anything with; no message has this one
            words.add("");
        }
        needed.addAll(said("WORD", words));
        return needed;
    }

    private static List<String> pieces(String text) {
        return Arrays.stream(NO_WORD.split(lower(text))).filter(piece -> !piece.isEmpty())
                .map(piece -> piece.length() > MOST_LETTERS ? piece.substring(0, MOST_LETTERS) : piece).toList();
    }

    private Set<String> said(String kind, Set<String> values) {
        var terms = new HashSet<String>();
        if (key.isEmpty()) {
            values.forEach(value -> terms.add(kind + ":" + value));
            return terms;
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key.get());
            for (var value : values) {
                var hash = mac.doFinal((kind + ":" + value).getBytes(StandardCharsets.UTF_8));
                terms.add(Base64.getEncoder().encodeToString(Arrays.copyOf(hash, MAC_OCTETS)));
            }
            return terms;
        } catch (GeneralSecurityException neverInAJdk) {
            throw new IllegalStateException(neverInAJdk);
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
