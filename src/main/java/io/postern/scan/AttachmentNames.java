package io.postern.scan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawBody;

/**
 * Every name that some mail reader may take from a header field's parameter: as written, with RFC 2047 words decoded
 * (which RFC 2047 §5 forbids there and many senders do), the extended value of RFC 2231 §4, and the continuations of §3.
 */
final class AttachmentNames {

    private final String parameter;
    private final List<String> found = new ArrayList<>();
    private final TreeMap<Integer, Section> sections = new TreeMap<>();

    private record Section(String value, boolean percentEncoded) {
    }

    private AttachmentNames(String parameter) {
        this.parameter = parameter;
    }

    static List<String> in(RawBody field, String parameter) {
        var names = new AttachmentNames(parameter);
        names.takeMisplaced(field.getValue());
        for (NameValuePair pair : field.getParams()) {
            names.take(pair.getName(), pair.getValue());
        }
        names.joinSections();
        return names.found;
    }

    /** {@code Content-Disposition: filename=x} without a type is wrong, and understood by some. */
    private void takeMisplaced(String value) {
        int equals = value == null ? -1 : value.indexOf('=');
        if (equals > 0) {
            take(value.substring(0, equals), value.substring(equals + 1));
        }
    }

    private void take(String writtenName, String value) {
        if (writtenName == null || value == null) {
            return;
        }
        var name = writtenName.strip().toLowerCase(Locale.ROOT);
        if (name.equals(parameter)) {
            add(value);
        } else if (name.equals(parameter + "*")) {
            add(extended(List.of(new Section(value, true))));
        } else if (name.startsWith(parameter + "*")) {
            takeSection(name.substring(parameter.length() + 1), value);
        }
    }

    private void takeSection(String numbered, String value) {
        boolean encoded = numbered.endsWith("*");
        try {
            int number = Integer.parseInt(encoded ? numbered.substring(0, numbered.length() - 1) : numbered);
            sections.put(number, new Section(value, encoded));
        } catch (NumberFormatException notASection) {
            add(value);
        }
    }

    private void joinSections() {
        if (!sections.isEmpty()) {
            add(extended(List.copyOf(sections.values())));
        }
    }

    private void add(String name) {
        found.add(name);
        if (name.contains("=?")) {
            found.add(HeaderText.wordsDecoded(name));
        }
    }

    private static String extended(List<Section> sections) {
        var charset = StandardCharsets.UTF_8;
        var octets = new ByteArrayOutputStream();
        for (int i = 0; i < sections.size(); i++) {
            var section = sections.get(i);
            var value = section.value();
            if (i == 0 && section.percentEncoded()) {
                int language = value.indexOf('\'');
                int text = language < 0 ? -1 : value.indexOf('\'', language + 1);
                if (text > 0) {
                    charset = charset(value.substring(0, language));
                    value = value.substring(text + 1);
                }
            }
            octets.writeBytes(section.percentEncoded() ? unescaped(value) : value.getBytes(StandardCharsets.ISO_8859_1));
        }
        return octets.toString(charset);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name.strip());
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    private static byte[] unescaped(String value) {
        var octets = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
            int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
            if (value.charAt(i) == '%' && high >= 0 && low >= 0) {
                octets.write(high << 4 | low);
                i += 2;
            } else {
                octets.write(value.charAt(i));
            }
        }
        return octets.toByteArray();
    }
}
