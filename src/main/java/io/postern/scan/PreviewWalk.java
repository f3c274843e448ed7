package io.postern.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;

/** One walk through one message that collects what a person should see of it. For one message and one thread. */
final class PreviewWalk {

    private static final int MOST_HEADERS = 100;
    private static final int MOST_ATTACHMENTS = 100;
    private static final int MOST_PARTS = 1_000;
    private static final int MOST_NESTING = 30;
    private static final int TEXT_LIMIT = 64 << 10;
    /** Markup is many times what it says. */
    private static final int HTML_LIMIT = 512 << 10;
    private static final MimeConfig LIMITS = MimeConfig.custom()
            .setMaxLineLen(256 << 10).setMaxHeaderLen(256 << 10).setMaxHeaderCount(5_000).build();

    private final List<MessagePreview.Header> headers = new ArrayList<>();
    private final List<MessagePreview.Attachment> attachments = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder htmlText = new StringBuilder();
    private final byte[] buffer = new byte[8192];
    private Optional<String> name = Optional.empty();
    private boolean attached;
    private boolean cut;
    private boolean damaged;

    MessagePreview through(InputStream content) throws IOException {
        try {
            walk(content);
        } catch (MimeException | RuntimeException | StackOverflowError unreadable) {
            damaged = true;
        }
        return new MessagePreview(headers, text.toString(), htmlText.toString(), attachments, cut, damaged);
    }

    private void walk(InputStream content) throws IOException, MimeException {
        var tokens = new MimeTokenStream(LIMITS);
        tokens.parse(content);
        int nesting = 0;
        int parts = 0;
        for (var state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
            switch (state) {
                case T_START_MESSAGE, T_START_MULTIPART -> nesting++;
                case T_END_MESSAGE, T_END_MULTIPART -> nesting--;
                case T_START_HEADER -> {
                    name = Optional.empty();
                    attached = false;
                    parts++;
                }
                case T_FIELD -> field(tokens.getField(), nesting == 1);
                case T_BODY -> leaf(tokens);
                default -> { }
            }
            if (nesting > MOST_NESTING || parts > MOST_PARTS) {
                cut = true;
                return;
            }
        }
    }

    private void field(Field field, boolean outermost) throws MimeException {
        if (outermost && headers.size() < MOST_HEADERS) {
            headers.add(new MessagePreview.Header(DisplayText.line(field.getName(), DisplayText.HEADER_LIMIT),
                    DisplayText.line(HeaderText.of(field), DisplayText.HEADER_LIMIT)));
        } else {
            cut |= outermost;
        }
        switch (field.getName().strip().toLowerCase(Locale.ROOT)) {
            case "content-type" -> names(field, "name");
            case "content-disposition" -> {
                attached = field.getBody().strip().toLowerCase(Locale.ROOT).startsWith("attachment");
                names(field, "filename");
            }
            default -> { }
        }
    }

    /** Of several readings the last: decoded where it was encoded. */
    private void names(Field field, String parameter) throws MimeException {
        var raw = field instanceof RawField written ? written : RawFieldParser.DEFAULT.parseField(field.getRaw());
        var found = AttachmentNames.in(RawFieldParser.DEFAULT.parseRawBody(raw), parameter);
        if (!found.isEmpty()) {
            name = Optional.of(DisplayText.line(found.getLast(), 200));
        }
    }

    private void leaf(MimeTokenStream tokens) throws IOException {
        var descriptor = tokens.getBodyDescriptor();
        var type = String.valueOf(descriptor.getMimeType()).toLowerCase(Locale.ROOT);
        var charset = charset(descriptor.getCharset());
        try (var content = tokens.getDecodedInputStream()) {
            if (!attached && type.equals("text/plain")) {
                append(text, new String(read(content, TEXT_LIMIT), charset));
            } else if (!attached && type.equals("text/html")) {
                append(htmlText, HtmlWords.of(new String(read(content, HTML_LIMIT), charset), TEXT_LIMIT));
            } else {
                attachment(type, content);
            }
        }
    }

    private byte[] read(InputStream content, int limit) throws IOException {
        var octets = content.readNBytes(limit);
        cut |= skipped(content) > 0;
        return octets;
    }

    private void append(StringBuilder shown, String more) {
        if (!shown.isEmpty() && !more.isBlank()) {
            shown.append("\n\n");
        }
        int room = Math.max(0, TEXT_LIMIT - shown.length());
        cut |= more.length() > room;
        shown.append(DisplayText.lines(more, room));
    }

    private void attachment(String type, InputStream content) throws IOException {
        long octets = skipped(content);
        if (attachments.size() < MOST_ATTACHMENTS) {
            attachments.add(new MessagePreview.Attachment(name.orElse(""), DisplayText.line(type, 100), octets));
        } else {
            cut = true;
        }
    }

    private long skipped(InputStream content) throws IOException {
        long octets = 0;
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            octets += count;
        }
        return octets;
    }

    private static Charset charset(String name) {
        try {
            return name == null || name.equalsIgnoreCase("us-ascii") ? StandardCharsets.UTF_8 : Charset.forName(name.strip());
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.ISO_8859_1;
        }
    }
}
