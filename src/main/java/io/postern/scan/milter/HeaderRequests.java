package io.postern.scan.milter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.postern.message.HeaderEdits;
import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;
import io.postern.message.HeaderLine;

/**
 * What a filter wants changed of the header section that it was shown, as edits of the message as it came. It counts fields
 * as it has seen them, and a field that it takes out goes on counting, as with Sendmail. Values are written as the filter
 * gave them: only line ends are made CRLF, what follows one begins with white space, and a 7-bit message stays one.
 */
final class HeaderRequests {

    private final Map<String, List<Integer>> shown = new HashMap<>();
    private final boolean leadingSpace;
    private final boolean eightBit;
    private final List<Header> prepend = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Header> append = new ArrayList<>();

    /**
     * @param leadingSpace values come with the white space that stands behind the colon; else one space belongs there
     * @param eightBit other octets than ASCII may stand in the message
     */
    HeaderRequests(List<HeaderLine> lines, boolean leadingSpace, boolean eightBit) {
        this.leadingSpace = leadingSpace;
        this.eightBit = eightBit;
        lines.forEach(line -> shown.computeIfAbsent(folded(line.name()), _ -> new ArrayList<>()).add(line.occurrence()));
    }

    HeaderEdits edits() {
        return new HeaderEdits(prepend, changes, append);
    }

    /** False if that cannot be done. */
    boolean add(FilterReply.AddHeader request) {
        return header(request.name(), request.value()).map(append::add).orElse(false);
    }

    /** On top, wherever in the message it should stand; what a filter inserts later stands above. */
    boolean insert(FilterReply.InsertHeader request) {
        var header = header(request.name(), request.value());
        header.ifPresent(prepend::addFirst);
        return header.isPresent();
    }

    /** A field that is not there is added, as with Sendmail. */
    boolean change(FilterReply.ChangeHeader request) {
        var header = header(request.name(), request.value());
        var occurrences = shown.getOrDefault(folded(request.name()), List.of());
        if (header.isEmpty()) {
            return false;
        }
        int wanted = Math.max(1, request.occurrence());
        if (wanted > occurrences.size()) {
            return request.value().isEmpty() || append.add(header.get());
        }
        int occurrence = occurrences.get(wanted - 1);
        return occurrence > 0 && changes.add(new Change(header.get().name(), occurrence,
                request.value().isEmpty() ? Optional.empty() : Optional.of(header.get().value())));
    }

    private Optional<Header> header(String name, String value) {
        try {
            var text = written(eightBit ? value : value.replaceAll("[^\\x00-\\x7F]", "?"));
            return Optional.of(new Header(name, leadingSpace && beginsWithSpace(text) ? text : " " + text));
        } catch (IllegalArgumentException notAField) {
            return Optional.empty();
        }
    }

    private static boolean beginsWithSpace(String text) {
        return text.startsWith(" ") || text.startsWith("\t") || text.startsWith("\r");
    }

    /** A line that is blank would end the header section for some, and one that is not indented would be another field. */
    private static String written(String value) {
        var lines = value.replaceAll("\\r\\n|\\r|\\n", "\n").split("\n");
        var text = new StringBuilder(value.length() + 8);
        for (int i = 0; i < lines.length; i++) {
            if (i > 0 && lines[i].isBlank()) {
                continue;
            }
            if (i > 0) {
                text.append("\r\n").append(beginsWithSpace(lines[i]) ? "" : "\t");
            }
            text.append(lines[i]);
        }
        return text.toString();
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
