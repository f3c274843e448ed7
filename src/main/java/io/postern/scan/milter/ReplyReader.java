package io.postern.scan.milter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.netty.buffer.Unpooled;
import io.postern.scan.milter.FilterReply.Broken;
import io.postern.scan.milter.FilterReply.Plain;
import io.postern.wire.ParsedReply;
import io.postern.wire.ReplyParser;

/** What the packets of a filter mean (SMFIR_… of mfdef.h). */
final class ReplyReader {

    private static final int MOST_MACRO_NAMES = 100;

    private ReplyReader() {
    }

    static FilterReply of(PacketReader.Packet packet) {
        var data = packet.data();
        return switch (packet.command()) {
            case 'O' -> negotiated(ByteBuffer.wrap(data));
            case 'a' -> plain(Plain.ACCEPT, data);
            case 'c' -> plain(Plain.CONTINUE, data);
            case 'd' -> plain(Plain.DISCARD, data);
            case 'f' -> plain(Plain.CONNECTION_FAILS, data);
            case 'p' -> plain(Plain.PROGRESS, data);
            case 'r' -> plain(Plain.REJECT, data);
            case 's' -> plain(Plain.SKIP, data);
            case 't' -> plain(Plain.TEMPFAIL, data);
            case '4' -> plain(Plain.SHUTDOWN, data);
            case 'y' -> code(texts(data, 0));
            case 'h' -> header(texts(data, 0), FilterReply.AddHeader::new);
            case 'i' -> numbered(data, (name, value) -> new FilterReply.InsertHeader(number(data), name, value));
            case 'm' -> numbered(data, (name, value) -> new FilterReply.ChangeHeader(number(data), name, value));
            case 'b' -> new FilterReply.ReplaceBody(data);
            case 'q' -> texts(data, 0).size() == 1 ? new FilterReply.Quarantine(texts(data, 0).getFirst()) : Broken.BABBLE;
            case '+', '2' -> envelope("a recipient more", data);
            case '-' -> envelope("a recipient less", data);
            case 'e' -> envelope("another sender", data);
            default -> Broken.BABBLE;
        };
    }

    private static FilterReply plain(Plain word, byte[] data) {
        return data.length == 0 ? word : Broken.BABBLE;
    }

    private static FilterReply envelope(String what, byte[] data) {
        var texts = texts(data, 0);
        return texts.isEmpty() ? Broken.BABBLE : new FilterReply.ChangeEnvelope(what + ": " + texts.getFirst());
    }

    private interface NamedValue {
        FilterReply of(String name, String value);
    }

    private static FilterReply header(List<String> texts, NamedValue made) {
        return texts.size() == 2 && !texts.getFirst().isEmpty() ? made.of(texts.getFirst(), texts.getLast()) : Broken.BABBLE;
    }

    private static FilterReply numbered(byte[] data, NamedValue made) {
        return data.length > Integer.BYTES && number(data) >= 0 ? header(texts(data, Integer.BYTES), made) : Broken.BABBLE;
    }

    private static int number(byte[] data) {
        return ByteBuffer.wrap(data).getInt();
    }

    /** Each ends with NUL; of what does not end so nothing is to be believed. */
    private static List<String> texts(byte[] data, int from) {
        var texts = new ArrayList<String>();
        int start = from;
        for (int i = from; i < data.length; i++) {
            if (data[i] == 0) {
                texts.add(new String(data, start, i - start, StandardCharsets.ISO_8859_1));
                start = i + 1;
            }
        }
        return start == data.length ? texts : List.of();
    }

    /** Version, actions, protocol; then a number and a text of macro names for each list that is set. */
    private static FilterReply negotiated(ByteBuffer data) {
        if (data.remaining() < 3 * Integer.BYTES) {
            return Broken.BABBLE;
        }
        int version = data.getInt();
        data.getInt();
        int protocol = data.getInt();
        Map<Integer, List<String>> macros = new HashMap<>();
        while (data.remaining() > Integer.BYTES) {
            int list = data.getInt();
            var names = text(data);
            if (names.isEmpty() || macros.size() > Stage.values().length) {
                return Broken.BABBLE;
            }
            macros.put(list, names.get().isBlank() ? List.of()
                    : List.of(names.get().strip().split("[\\s,]+", MOST_MACRO_NAMES)));
        }
        var agreement = new Agreement(version, protocol, macros);
        return data.hasRemaining() || !agreement.isUnderstood() ? Broken.BABBLE : new FilterReply.Negotiated(agreement);
    }

    private static Optional<String> text(ByteBuffer data) {
        var text = new StringBuilder();
        while (data.hasRemaining()) {
            byte octet = data.get();
            if (octet == 0) {
                return Optional.of(text.toString());
            }
            text.append((char) (octet & 0xFF));
        }
        return Optional.empty();
    }

    /** As it would stand in SMTP, several lines with line ends between them; a percent sign is doubled (smfi_setreply). */
    private static FilterReply code(List<String> texts) {
        if (texts.size() != 1) {
            return Broken.BABBLE;
        }
        var lines = withoutLastEnds(texts.getFirst().replace("%%", "%").replaceAll("\\r\\n|\\r|\\n", "\n"));
        var octets = Unpooled.copiedBuffer(lines.replace("\n", "\r\n") + "\r\n", StandardCharsets.ISO_8859_1);
        var parsed = new ReplyParser().next(octets);
        if (!octets.isReadable() && parsed.isPresent() && parsed.get() instanceof ParsedReply.Complete(var reply)
                && (reply.isTransient() || reply.isPermanent())) {
            return new FilterReply.Code(reply);
        }
        return Broken.BABBLE;
    }

    /** No pattern: one that looks for the end tries again at each line end before it. */
    private static String withoutLastEnds(String lines) {
        int end = lines.length();
        while (end > 0 && lines.charAt(end - 1) == '\n') {
            end--;
        }
        return lines.substring(0, end);
    }
}
