package io.postern.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text of RFC 6531 in command lines, which hold one octet per character. */
final class Utf8 {

    private Utf8() {
    }

    static boolean isAscii(String text) {
        return isAscii(text, 0);
    }

    static boolean isAscii(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The characters that {@code octets} stand for; empty if they are not UTF-8 in its only form, or are controls. */
    static Optional<String> decode(String octets) {
        if (isAscii(octets)) {
            return Optional.of(octets);
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1))).toString();
            return text.chars().anyMatch(Character::isISOControl) ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
