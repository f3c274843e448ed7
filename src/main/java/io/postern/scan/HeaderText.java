package io.postern.scan;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.Field;

/** A header field's value as a person reads it. */
final class HeaderText {

    private HeaderText() {
    }

    /** Unfolded (RFC 5322 §2.2.3), with encoded words decoded (RFC 2047); raw octets are UTF-8 or else ISO 8859-1. */
    static String of(Field field) {
        var raw = field.getRaw();
        var text = raw == null ? field.getName() + ":" + field.getBody() : decoded(raw.toByteArray());
        var value = text.substring(text.indexOf(':') + 1).replace("\r", "").replace("\n", "").strip();
        return value.contains("=?") ? wordsDecoded(value) : value;
    }

    /** What cannot be decoded stays as it is written. */
    static String wordsDecoded(String text) {
        try {
            return DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT);
        } catch (RuntimeException undecodable) {
            return text;
        }
    }

    private static String decoded(byte[] octets) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }
}
