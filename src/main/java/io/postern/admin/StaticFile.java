package io.postern.admin;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * A file that comes with the program. Kept by browsers, which ask whether it is still the same (RFC 9110 §13.1.2), so that
 * a node of another version never works with an old page.
 */
final class StaticFile implements Resource {

    private record Content(String tag, Buffer plain, Buffer zipped) {
    }

    private final Map<String, String> headers;
    private final Future<Content> content;

    /** {@code resource}: below the root of the class path; {@code more}: headers of its own. */
    StaticFile(Vertx vertx, String resource, String contentType, Map<String, String> more) {
        var all = new HashMap<>(more);
        all.put("Content-Type", contentType);
        all.put("Cache-Control", "no-cache");
        all.put("Vary", "Accept-Encoding");
        this.headers = Map.copyOf(all);
        this.content = vertx.executeBlocking(() -> load(resource), false);
    }

    private static Content load(String resource) throws IOException, NoSuchAlgorithmException {
        try (var in = StaticFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource);
            }
            var octets = in.readAllBytes();
            var zipped = new ByteArrayOutputStream();
            try (var zip = new GZIPOutputStream(zipped)) {
                zip.write(octets);
            }
            var digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets), 0, 8);
            return new Content(digest, Buffer.buffer(octets), Buffer.buffer(zipped.toByteArray()));
        }
    }

    @Override
    public Future<Answer> answer(Call call) {
        return content.map(file -> answer(call, file));
    }

    private Answer answer(Call call, Content file) {
        boolean zip = String.join(",", call.headers().getAll("Accept-Encoding")).contains("gzip");
        var sent = new HashMap<>(headers);
        var tag = '"' + file.tag() + (zip ? "-gzip\"" : "\"");
        sent.put("ETag", tag);
        if (String.join(",", call.headers().getAll("If-None-Match")).contains(tag)) {
            return new Answer.Whole(304, Map.copyOf(sent), Buffer.buffer());
        }
        if (zip) {
            sent.put("Content-Encoding", "gzip");
        }
        return new Answer.Whole(200, Map.copyOf(sent), zip ? file.zipped() : file.plain());
    }
}
