package io.postern.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file beside its declaration in {@link Keys}. Whatever is wrong goes to the {@link Problems}, and the
 * reader's question is answered with nothing, so that reading goes on and finds all problems at once.
 */
final class Section {

    private final Problems problems;
    private final Expansion expansion;
    private final String path;
    private final String declared;
    private final int line;
    private final Map<String, Node> written = new LinkedHashMap<>();

    /** The whole file; an empty one has no node. */
    static Section root(Problems problems, Expansion expansion, Optional<Node> node) {
        var root = new Section(problems, expansion, "", "", 1);
        node.ifPresent(root::read);
        return root;
    }

    private Section(Problems problems, Expansion expansion, String path, String declared, int line) {
        this.problems = problems;
        this.expansion = expansion;
        this.path = path;
        this.declared = declared;
        this.line = line;
    }

    /** The key's full path in this file. */
    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    boolean has(String key) {
        return written.containsKey(key);
    }

    /** Whether there is such a key here at all, which sections of one list may differ in. */
    boolean knows(String key) {
        return Keys.of(declared).containsKey(key);
    }

    /** The value, or the default; nothing if there is neither, or if there is a problem with it. */
    <T> Optional<T> value(String key, Notation<T> notation) {
        return node(key).flatMap(node -> scalar(node, at(key), notation));
    }

    /** As {@link #value}, but its absence is a problem. */
    <T> Optional<T> required(String key, Notation<T> notation) {
        if (!has(key)) {
            problems.add(line, at(key), "is missing", notation.right());
        }
        return value(key, notation);
    }

    /** The values of a list; those with a problem are left out. */
    <T> List<T> values(String key, Notation<T> notation) {
        var values = new ArrayList<T>();
        int index = 0;
        for (var item : items(key)) {
            scalar(item, at(key) + "[" + index++ + "]", notation).ifPresent(values::add);
        }
        return List.copyOf(values);
    }

    /** One value or a list of them; that there is none is a problem. */
    <T> List<T> oneOrMore(String key, Notation<T> notation) {
        if (!isList(key)) {
            return required(key, notation).stream().toList();
        }
        if (items(key).isEmpty()) {
            problems.add(line(written.get(key)), at(key), "is empty", notation.right());
        }
        return values(key, notation);
    }

    boolean isList(String key) {
        return written.get(key) instanceof SequenceNode;
    }

    /** A section inside this one; where it is not written, one that knows only defaults. */
    Section section(String key) {
        var node = written.get(key);
        var child = new Section(problems, expansion, at(key), declared(key), node == null ? line : line(node));
        if (node != null) {
            child.read(node);
        }
        return child;
    }

    /** The sections of a list. */
    List<Section> sections(String key) {
        return sections(key, (item, itemPath) -> Optional.of(declared(key) + "[]"));
    }

    /** The sections of a list whose keys differ; {@code declaration} gives the declared path or reports why it cannot. */
    List<Section> sections(String key, Declaration declaration) {
        var sections = new ArrayList<Section>();
        int index = 0;
        for (var item : items(key)) {
            var itemPath = at(key) + "[" + index++ + "]";
            problems.written(itemPath, line(item), "");
            declaration.of(item, itemPath).ifPresent(declaredPath -> {
                var section = new Section(problems, expansion, itemPath, declaredPath, line(item));
                section.read(item);
                sections.add(section);
            });
        }
        return sections;
    }

    interface Declaration {
        Optional<String> of(Node item, String path);
    }

    /** The raw text of a scalar in a mapping nobody has read yet. */
    static Optional<String> peek(Node node, String key) {
        if (node instanceof MappingNode mapping) {
            for (var tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)
                        && tuple.getValueNode() instanceof ScalarNode value) {
                    return Optional.of(value.getValue());
                }
            }
        }
        return Optional.empty();
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private void read(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            problems.add(line(node), path, path.isEmpty() ? "is not a mapping of keys" : "is not a section",
                    "write its keys: " + String.join(", ", Keys.of(declared).keySet()));
            return;
        }
        for (var tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name) {
                entry(name.getValue(), line(name), tuple.getValueNode());
            } else {
                problems.add(line(tuple.getKeyNode()), path, "has a key that is not a word", "write key: value");
            }
        }
    }

    private void entry(String name, int at, Node value) {
        var key = Keys.of(declared).get(name);
        if (key == null) {
            problems.add(at, at(name), "is not a known key", hint(name));
        } else if (problems.isWritten(at(name))) {
            problems.add(at, at(name), "is written twice", "keep one of the two");
        } else {
            problems.written(at(name), at, value instanceof ScalarNode scalar ? scalar.getValue() : "");
            if (key.standing() == Key.Standing.LATER) {
                later(key, at, value);
            } else if (value.getTag().equals(Tag.NULL)) {
                problems.add(at, at(name), "has no value", "write one or leave the key out");
            } else {
                written.put(name, value);
            }
        }
    }

    private String hint(String name) {
        var known = Keys.of(declared).keySet();
        var elsewhere = Keys.sectionWith(name);
        return Suggestion.of(name, known).map(word -> "did you mean " + word + "?")
                .or(() -> elsewhere.map(section -> "it belongs under " + section))
                .orElseGet(() -> "known here: " + String.join(", ", known));
    }

    private void later(Key key, int at, Node value) {
        if (value instanceof MappingNode && !Keys.of(key.path()).isEmpty()) {
            new Section(problems, expansion, at(key.name()), key.path(), at).read(value);
        } else if (!(value instanceof ScalarNode scalar && key.accepted().contains(scalar.getValue()))) {
            problems.add(at, at(key.name()), "is not available in this version",
                    key.accepted().isEmpty()
                            ? "leave it out"
                            : "leave it out or write " + String.join(", ", key.accepted()));
        }
    }

    private Optional<Node> node(String key) {
        var node = written.get(key);
        return node != null || problems.isWritten(at(key)) ? Optional.ofNullable(node) : fallback(key);
    }

    private Optional<Node> fallback(String key) {
        var known = Keys.of(declared).get(key);
        if (known == null) {
            throw new IllegalStateException("undeclared key " + declared + "." + key);
        }
        return known.fallback().flatMap(YamlText::compose);
    }

    private List<Node> items(String key) {
        var node = node(key);
        if (node.isPresent() && !(node.get() instanceof SequenceNode)) {
            problems.add(line(node.get()), at(key), "is not a list", "write it in brackets: [ … ]");
        }
        return node.map(it -> it instanceof SequenceNode list ? list.getValue() : List.<Node>of()).orElse(List.of());
    }

    private <T> Optional<T> scalar(Node node, String key, Notation<T> notation) {
        if (!(node instanceof ScalarNode scalar)) {
            problems.add(line(node), key, "is not " + notation.noun(), notation.right());
            return Optional.empty();
        }
        var raw = scalar.getValue();
        problems.written(key, line(node), raw);
        return switch (expansion.expand(raw)) {
            case Expansion.Expanded.Text(var text) -> parsed(text, raw, line(node), key, notation);
            case Expansion.Expanded.Failed(var wrong, var right) -> {
                problems.add(line(node), key, wrong, right);
                yield Optional.empty();
            }
        };
    }

    private <T> Optional<T> parsed(String text, String raw, int at, String key, Notation<T> notation) {
        var value = notation.parse().apply(text);
        if (value.isEmpty() && notation.later().contains(text)) {
            problems.add(at, key, quoted(raw) + " is not available in this version", notation.right());
        } else if (value.isEmpty()) {
            var right = Suggestion.of(raw, notation.words()).map(word -> "did you mean " + word + "?");
            problems.add(at, key, quoted(raw) + " is not " + notation.noun(), right.orElse(notation.right()));
        }
        return value;
    }

    private String declared(String key) {
        return declared.isEmpty() ? key : declared + "." + key;
    }

    static String quoted(String raw) {
        var plain = raw.replaceAll("\\p{Cntrl}", "?");
        return '"' + (plain.length() > 80 ? plain.substring(0, 80) + "…" : plain) + '"';
    }
}
