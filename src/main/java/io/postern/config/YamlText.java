package io.postern.config;

import java.util.Optional;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** YAML text into nodes with line numbers, bounded in size, depth and aliases, so that no file can exhaust the reader. */
final class YamlText {

    static final int MAX_OCTETS = 1 << 20;
    private static final int MAX_DEPTH = 32;
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setCodePointLimit(MAX_OCTETS)
            .setMaxAliasesForCollections(20)
            .setAllowRecursiveKeys(false)
            .build();

    private YamlText() {
    }

    /** The root node; nothing if the text is empty or, after a problem is noted, if it is not YAML. */
    static Optional<Node> compose(String text, Problems problems) {
        try {
            int deep = lineTooDeep(text);
            if (deep > 0) {
                problems.add(deep, "", "is nested more than " + MAX_DEPTH + " levels deep",
                        "correct the brackets or indentation");
                return Optional.empty();
            }
            return compose(text);
        } catch (MarkedYamlEngineException notYaml) {
            int line = notYaml.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(line, "", "is not valid YAML: " + oneLine(notYaml.getProblem()),
                    "correct the text at or above this line");
        } catch (YamlEngineException notYaml) {
            problems.add(0, "", "is not valid YAML: " + oneLine(notYaml.getMessage()), "correct the text");
        }
        return Optional.empty();
    }

    /** For texts of our own; throws if they are not YAML. */
    static Optional<Node> compose(String text) {
        return new Compose(SETTINGS).composeString(text);
    }

    /** The composer calls itself for each level; the parser does not, and so can count them safely. */
    private static int lineTooDeep(String text) {
        int depth = 0;
        for (var event : new Parse(SETTINGS).parseString(text)) {
            var id = event.getEventId();
            if (id == Event.ID.MappingStart || id == Event.ID.SequenceStart) {
                depth++;
            } else if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
            }
        }
        return 0;
    }

    private static String oneLine(String message) {
        return message == null ? "unreadable" : message.strip().replaceAll("\\p{Cntrl}+", " ");
    }
}
