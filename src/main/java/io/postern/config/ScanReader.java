package io.postern.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.snakeyaml.engine.v2.nodes.Node;

/** The {@code scan} section, whose entries have different keys by their type. */
final class ScanReader {

    private static final List<String> TYPES = List.of("rules", "clamd");
    private static final List<String> LATER = List.of("rspamd", "milter", "http");
    private static final Notation<String> ENDING = new Notation<>("the ending of a file name",
            "write it such as exe, without dot or star",
            text -> text.matches("[^\\s.*/\\\\][^\\s*/\\\\]{0,31}") ? Optional.of(text.toLowerCase(Locale.ROOT))
                    : Optional.empty());

    private final Problems problems;

    ScanReader(Problems problems) {
        this.problems = problems;
    }

    List<Config.Scan> read(Section root) {
        return root.has("scan") ? root.sections("scan", this::declaration).stream().map(this::scan).toList() : List.of();
    }

    private Optional<String> declaration(Node item, String path) {
        var type = Section.peek(item, "type");
        if (type.filter(TYPES::contains).isPresent()) {
            return type.map(it -> "scan[" + it + "]");
        }
        var wrong = type.map(it ->
                '"' + it + '"' + (LATER.contains(it) ? " is not available in this version" : " is not known here"))
                .orElse("is missing");
        var meant = type.filter(it -> !LATER.contains(it)).flatMap(it -> Suggestion.of(it, TYPES));
        problems.add(Section.line(item), path + ".type", wrong,
                meant.map(word -> "did you mean " + word + "?").orElse("write one of: " + String.join(", ", TYPES)));
        return Optional.empty();
    }

    private Config.Scan scan(Section section) {
        var name = section.required("name", Notation.LABEL_NAME).orElse("");
        var onMatch = section.value("on-match", Notation.choice(Config.OnMatch.class)).orElse(Config.OnMatch.QUARANTINE);
        var timeout = section.value("timeout", Notation.DURATION).orElse(Duration.ZERO);
        var onFailure = section.value("on-failure", Notation.choice(Config.OnFailure.class)).orElse(Config.OnFailure.DEFER);
        var cache = section.value("cache", Notation.DURATION_OR_ZERO).orElse(Duration.ZERO);
        if (section.value("type", Notation.TEXT).filter("clamd"::equals).isPresent()) {
            var address = section.required("address", Notation.CLAMD).orElse("");
            var maxSize = section.value("max-size", Notation.SIZE).orElse(new ByteSize(0));
            return new Config.Scan.Clamd(name, address, onMatch, maxSize, timeout, onFailure, cache);
        }
        return new Config.Scan.Rules(name, section.values("block-attachments", ENDING),
                section.sections("block-headers").stream().map(ScanReader::headerPattern).toList(),
                section.value("eicar", Notation.BOOLEAN).orElse(true), onMatch, timeout, onFailure, cache);
    }

    private static Config.HeaderPattern headerPattern(Section section) {
        return new Config.HeaderPattern(
                section.required("field", Notation.FIELD).orElse(""),
                section.required("pattern", Notation.PATTERN).orElse(""));
    }
}
