package io.postern.scan;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;

/**
 * One walk through one message, all nested multiparts and messages included, that ends at the first rule that matches.
 * Memory is bounded by the header limits here, whatever the message's size. For one message and one thread.
 */
final class MimeWalk {

    private static final int MAX_NESTING = 100;
    private static final int MAX_PARTS = 10_000;
    private static final MimeConfig LIMITS = MimeConfig.custom()
            .setMaxLineLen(256 << 10)
            .setMaxHeaderLen(256 << 10)
            .setMaxHeaderCount(5_000)
            .build();

    private final MessageRules rules;
    private final EicarSearch decoded = new EicarSearch();
    private final byte[] buffer = new byte[8192];
    private int parts;

    private MimeWalk(MessageRules rules) {
        this.rules = rules;
    }

    /** Reads {@code content} to its end unless a rule matches; the caller closes it. */
    static Finding through(InputStream content, MessageRules rules) throws IOException {
        var walk = new MimeWalk(rules);
        var raw = new EicarSearch();
        var watched = new WatchedStream(content, raw);
        var finding = walk.guarded(watched);
        if (rules.eicar() && !(finding instanceof Finding.Match)) {
            watched.drain(walk.buffer);
            return raw.found() || walk.decoded.found() ? new Finding.Match("EICAR test string") : finding;
        }
        return finding;
    }

    private Finding guarded(InputStream content) throws IOException {
        try {
            return entity(content, 0);
        } catch (MimeException | BoundedText.TooHard limit) {
            return new Finding.Trouble(limit instanceof MimeException ? "mime" : "pattern");
        } catch (RuntimeException | StackOverflowError parserOrPatternGaveUp) {
            return new Finding.Trouble("mime");
        }
    }

    private Finding entity(InputStream content, int outerNesting) throws IOException, MimeException {
        var tokens = new MimeTokenStream(LIMITS);
        tokens.parse(content);
        int nesting = outerNesting;
        for (var state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
            Finding finding = Finding.Nothing.NOTHING;
            switch (state) {
                case T_START_MESSAGE, T_START_MULTIPART -> nesting++;
                case T_END_MESSAGE, T_END_MULTIPART -> nesting--;
                case T_START_BODYPART -> parts++;
                case T_FIELD -> finding = field(tokens.getField(), nesting == 1);
                case T_BODY -> finding = leaf(tokens, nesting);
                default -> { }
            }
            if (state == EntityState.T_START_MULTIPART && isBase64(tokens)) {
                finding = new Finding.Trouble("mime");
            }
            if (nesting > MAX_NESTING || parts > MAX_PARTS) {
                finding = new Finding.Trouble(nesting > MAX_NESTING ? "nesting" : "parts");
            }
            if (!(finding instanceof Finding.Nothing)) {
                return finding;
            }
        }
        return Finding.Nothing.NOTHING;
    }

    /** RFC 2045 §6.4 forbids it: a reader that decodes such a multipart would see parts that this walk does not. */
    private static boolean isBase64(MimeTokenStream tokens) {
        return "base64".equalsIgnoreCase(tokens.getBodyDescriptor().getTransferEncoding());
    }

    private Finding field(Field field, boolean outermost) throws MimeException {
        var name = field.getName().strip().toLowerCase(Locale.ROOT);
        var match = switch (name) {
            case "content-type" -> contentType(field);
            case "content-disposition" -> attachment(field, "filename");
            default -> Optional.<String>empty();
        };
        if (match.isEmpty() && outermost) {
            match = headerRule(name, field);
        }
        return match.<Finding>map(Finding.Match::new).orElse(Finding.Nothing.NOTHING);
    }

    private Optional<String> contentType(Field field) throws MimeException {
        var type = RawFieldParser.DEFAULT.parseRawBody(rawField(field)).getValue();
        var match = type == null ? Optional.<String>empty() : rules.contentType(type);
        return match.isPresent() ? match : attachment(field, "name");
    }

    private Optional<String> attachment(Field field, String parameter) throws MimeException {
        for (var name : AttachmentNames.in(RawFieldParser.DEFAULT.parseRawBody(rawField(field)), parameter)) {
            var match = rules.attachment(name);
            if (match.isPresent()) {
                return match;
            }
        }
        return Optional.empty();
    }

    private static RawField rawField(Field field) throws MimeException {
        return field instanceof RawField raw ? raw : RawFieldParser.DEFAULT.parseField(field.getRaw());
    }

    private Optional<String> headerRule(String name, Field field) {
        for (var rule : rules.headers()) {
            if (rule.field().equals(name) && rule.pattern().matcher(new BoundedText(HeaderText.of(field))).find()) {
                return Optional.of("header " + name);
            }
        }
        return Optional.empty();
    }

    private Finding leaf(MimeTokenStream tokens, int nesting) throws IOException, MimeException {
        var type = String.valueOf(tokens.getBodyDescriptor().getMimeType()).toLowerCase(Locale.ROOT);
        if (type.equals("message/partial")) {
            return new Finding.Trouble("partial");
        }
        if (type.equals("message/global")) {
            return entity(tokens.getDecodedInputStream(), nesting);
        }
        if (rules.eicar()) {
            search(tokens.getDecodedInputStream());
        }
        return decoded.found() ? new Finding.Match("EICAR test string") : Finding.Nothing.NOTHING;
    }

    private void search(InputStream part) throws IOException {
        decoded.restart();
        for (int count = part.read(buffer); count >= 0 && !decoded.found(); count = part.read(buffer)) {
            decoded.feed(buffer, 0, count);
        }
    }
}
