package io.postern.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.postern.config.Scan.OnDmarcFail;
import io.postern.config.Scan.OnFailure;
import io.postern.config.Scan.OnMatch;
import io.postern.config.Scan.OnQuarantine;
import io.postern.config.Scan.OverSize;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import org.snakeyaml.engine.v2.nodes.Node;

/** The {@code scan} section, whose entries have different keys by their type. */
final class ScanReader {

    static final List<String> TYPES = List.of("rules", "clamd", "rspamd", "milter", "http", "authentication", "plugin");
    private static final Notation<String> ENDING = new Notation<>("the ending of a file name",
            "write it such as exe, without dot or star",
            text -> text.matches("[^\\s.*/\\\\][^\\s*/\\\\]{0,31}") ? Optional.of(text.toLowerCase(Locale.ROOT))
                    : Optional.empty());

    private static final Notation<String> SYMBOL = new Notation<>("the name of a symbol",
            "write it such as CLAM_VIRUS_FAIL, or with a star at its start",
            text -> text.matches("\\*?[A-Za-z0-9_.:-]{1,100}") ? Optional.of(text) : Optional.empty());

    private static final Notation<Scan.Setting> SETTING = new Notation<>("a setting", "write it such as \"threshold=5\"",
            text -> Optional.of(text).filter(it -> it.matches("(?s)[A-Za-z0-9._-]{1,100}=.*"))
                    .map(it -> new Scan.Setting(it.substring(0, it.indexOf('=')), new Secret(it.substring(it.indexOf('=') + 1)))));

    private final Problems problems;
    private final Path folder;

    ScanReader(Problems problems, Path folder) {
        this.problems = problems;
        this.folder = folder;
    }

    List<Scan> read(Section root) {
        return root.has("scan") ? root.sections("scan", this::declaration).stream().map(this::scan).toList() : List.of();
    }

    private Optional<String> declaration(Node item, String path) {
        var type = Section.peek(item, "type");
        if (type.filter(TYPES::contains).isPresent()) {
            return type.map(it -> "scan[" + it + "]");
        }
        var wrong = type.map(it -> '"' + it + "\" is not known here").orElse("is missing");
        var meant = type.flatMap(it -> Suggestion.of(it, TYPES));
        problems.add(Section.line(item), path + ".type", wrong,
                meant.map(word -> "did you mean " + word + "?").orElse("write one of: " + String.join(", ", TYPES)));
        return Optional.empty();
    }

    /** Keys that a kind does not have are left at what they mean without it. */
    private Scan scan(Section section) {
        return new Scan(
                section.required("name", Notation.LABEL_NAME).orElse(""),
                known(section, "max-size", Notation.SIZE),
                section.value("timeout", Notation.DURATION).orElse(Duration.ZERO),
                section.value("on-failure", Notation.choice(OnFailure.class)).orElse(OnFailure.DEFER),
                known(section, "on-match", Notation.choice(OnMatch.class)).orElse(OnMatch.QUARANTINE),
                known(section, "cache", Notation.DURATION_OR_ZERO).orElse(Duration.ZERO),
                kind(section),
                scope(section),
                treatment(section));
    }

    private static Scan.Scope scope(Section section) {
        return new Scan.Scope(
                known(section, "over-size", Notation.choice(OverSize.class)).orElse(OverSize.UNSCANNED),
                section.knows("except-clients") ? section.values("except-clients", Notation.NETWORK) : List.of(),
                known(section, "parallel", Notation.BOOLEAN).orElse(false));
    }

    private static Scan.Treatment treatment(Section section) {
        return new Scan.Treatment(
                section.knows("tag-headers") ? section.values("tag-headers", Notation.HEADER) : List.of(),
                known(section, "subject-prefix", Notation.SUBJECT_PREFIX),
                known(section, "redirect-to", Notation.MAILBOX).map(ScanReader::mailbox),
                known(section, "on-quarantine", Notation.choice(OnQuarantine.class)).orElse(OnQuarantine.ACCEPT));
    }

    /** Of a text that is one. */
    static Mailbox mailbox(String text) {
        int at = text.lastIndexOf('@');
        return new Mailbox(text.substring(0, at), Domain.parse(text.substring(at + 1)).orElseThrow());
    }

    private static <T> Optional<T> known(Section section, String key, Notation<T> notation) {
        return section.knows(key) ? section.value(key, notation) : Optional.empty();
    }

    private Scan.Kind kind(Section section) {
        return switch (section.value("type", Notation.TEXT).orElse("")) {
            case "rules" -> rules(section);
            case "clamd" -> new Scan.Kind.Clamd(section.oneOrMore("address", Notation.SERVICE));
            case "milter" -> new Scan.Kind.Milter(section.oneOrMore("address", Notation.SERVICE));
            case "authentication" -> new Scan.Kind.Authentication(section.value("authserv-id", Notation.HOST_NAME),
                    section.value("on-dmarc-fail", Notation.choice(OnDmarcFail.class)).orElse(OnDmarcFail.NONE),
                    section.values("trusted-arc-sealers", Notation.HOST_NAME));
            case "rspamd" -> rspamd(section);
            case "http" -> new Scan.Kind.Http(section.oneOrMore("url", Notation.HTTP_URL),
                    section.value("token", Notation.SECRET), section.value("ca", Notation.PATH));
            case "plugin" -> new Scan.Kind.Plugin(section.required("plugin", Notation.LABEL_NAME).orElse(""),
                    folder.resolve(section.value("folder", Notation.PATH).orElse(Path.of(""))), section.values("settings", SETTING));
            case String other -> throw new IllegalStateException("declared, but not read: " + other);
        };
    }

    private static Scan.Kind.Rules rules(Section section) {
        return new Scan.Kind.Rules(section.values("block-attachments", ENDING),
                section.sections("block-headers").stream().map(ScanReader::headerPattern).toList(),
                section.value("eicar", Notation.BOOLEAN).orElse(true));
    }

    private static Scan.Kind.Rspamd rspamd(Section section) {
        return new Scan.Kind.Rspamd(section.oneOrMore("address", Notation.HTTP_SERVICE),
                section.value("password", Notation.SECRET),
                section.value("settings-id", Notation.LABEL_NAME),
                section.value("greylist", Notation.BOOLEAN).orElse(true),
                section.value("spam-header", Notation.FIELD).orElse(""),
                section.value("task-timeout", Notation.DURATION).orElse(Duration.ZERO),
                section.values("unsure-symbols", SYMBOL),
                section.value("compress", Notation.BOOLEAN).orElse(false));
    }

    private static Scan.HeaderPattern headerPattern(Section section) {
        return new Scan.HeaderPattern(
                section.required("field", Notation.FIELD).orElse(""),
                section.required("pattern", Notation.PATTERN).orElse(""));
    }
}
