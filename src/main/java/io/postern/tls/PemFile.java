package io.postern.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** The blocks of a PEM file in their order (RFC 7468); what stands between them is for the reader. */
record PemFile(Path file, List<Block> blocks) {

    /** {@code headers}: whether it has those of RFC 1421, by which OpenSSL marks its own encryption. */
    record Block(String label, boolean headers, byte[] octets) {
    }

    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]+)-----\\s+((?:[A-Za-z-]+: [^\r\n]*\\s+)*)([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    static PemFile read(String key, Path file) throws Unusable {
        var text = new String(Unusable.read(key, file), StandardCharsets.ISO_8859_1);
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), !matcher.group(2).isEmpty(),
                        Base64.getMimeDecoder().decode(matcher.group(3))));
            } catch (IllegalArgumentException notBase64) {
                throw new Unusable(key, file + " has a damaged " + matcher.group(1) + " block", "write the file anew");
            }
        }
        if (blocks.isEmpty()) {
            throw new Unusable(key, file + " holds no PEM block", "name a file with -----BEGIN lines");
        }
        return new PemFile(file, List.copyOf(blocks));
    }
}
