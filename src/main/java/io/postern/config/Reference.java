package io.postern.config;

import java.util.HashSet;
import java.util.Set;

/** The annotated reference configuration, written from the declarations that the loader reads by. */
public final class Reference {

    private static final int WIDTH = 100;

    private final StringBuilder text = new StringBuilder();
    private final Set<String> sections = new HashSet<>(Set.of(""));
    private final Set<String> commented = new HashSet<>();
    private String header = "";
    private boolean itemStarts;

    private Reference() {
    }

    /** The whole file; it loads as it stands once its secrets and folders are there. */
    public static String text() {
        var reference = new Reference();
        reference.comment("", "Every key of Postern's configuration with its default or an example.");
        reference.comment("",
                "Durations and sizes carry a unit. ${NAME} and ${file:/path} stand for an environment variable and for"
                + " a file's text in any value.");
        Keys.ALL.forEach(reference::key);
        return reference.text.toString();
    }

    private void key(Key key) {
        if (key.standing() == Key.Standing.LATER || !sections.contains(key.section())) {
            return;
        }
        if (key.isSection()) {
            section(key);
        } else {
            value(key);
        }
    }

    private void section(Key key) {
        sections.add(key.path());
        if (key.standing() == Key.Standing.OPTIONAL_SECTION || commented.contains(key.section())) {
            commented.add(key.path());
        }
        itemStarts = key.path().endsWith("]");
        var indent = " ".repeat(indent(key.section()));
        if (key.section().isEmpty() && key.name().equals(header)) {
            comment("  ", key.doc());
            return;
        }
        header = key.section().isEmpty() ? key.name() : header;
        text.append(key.section().isEmpty() ? "\n" : "");
        comment(indent, key.doc());
        text.append(mark(key.path())).append(indent).append(key.name()).append(":\n");
    }

    private void value(Key key) {
        var indent = " ".repeat(indent(key.section()));
        // The comment of an item's first key would tear the dash from its key; it stands above the dash.
        var lead = itemStarts ? indent.substring(2) : indent;
        if (key.section().isEmpty()) {
            text.append('\n');
        }
        comment(lead, key.doc());
        text.append(key.standing() == Key.Standing.OPTIONAL ? "#" : mark(key.section()));
        text.append(lead).append(itemStarts ? "- " : "").append(key.name()).append(": ").append(key.example()).append('\n');
        itemStarts = false;
    }

    private String mark(String section) {
        return commented.contains(section) ? "#" : "";
    }

    /** Of the keys in this section, in columns; the items of a list stand two further in, behind their dash. */
    private static int indent(String section) {
        if (section.isEmpty()) {
            return 0;
        }
        int dot = section.lastIndexOf('.');
        return indent(dot < 0 ? "" : section.substring(0, dot)) + (section.endsWith("]") ? 4 : 2);
    }

    private void comment(String indent, String doc) {
        int column = WIDTH;
        for (var word : doc.split(" ")) {
            if (column + 1 + word.length() > WIDTH) {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? "" : "\n").append(indent).append('#');
                column = indent.length() + 1;
            }
            text.append(' ').append(word);
            column += 1 + word.length();
        }
        text.append('\n');
    }
}
