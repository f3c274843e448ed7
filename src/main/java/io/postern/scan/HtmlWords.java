package io.postern.scan;

import java.util.Set;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** What an HTML text says, as lines of plain text; where its links lead is said too, for that is what fraud hides. */
final class HtmlWords implements NodeFilter {

    private static final Set<String> UNSEEN =
            Set.of("head", "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "select");

    private static final Set<String> CELLS = Set.of("td", "th");
    private static final Set<String> APART =
            Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre");

    private final int limit;
    private final StringBuilder words = new StringBuilder();

    private HtmlWords(int limit) {
        this.limit = limit;
    }

    /** At most about {@code limit} characters. */
    static String of(String html, int limit) {
        var words = new HtmlWords(limit);
        Jsoup.parse(html).body().filter(words);
        return words.words.toString().strip();
    }

    /** White space counts once, a line feed takes that before it away, and no more than one line stays empty. */
    private void say(String more) {
        for (int i = 0; i < more.length() && words.length() < limit; i++) {
            char c = Character.isWhitespace(more.charAt(i)) && more.charAt(i) != '\n' ? ' ' : more.charAt(i);
            int length = words.length();
            char before = length == 0 ? '\n' : words.charAt(length - 1);
            if (c == '\n' && before == ' ') {
                words.setLength(length - 1);
            }
            if (c == ' ' && (before == ' ' || before == '\n') || c == '\n' && isAfterEmptyLine()) {
                continue;
            }
            words.append(c);
        }
    }

    private boolean isAfterEmptyLine() {
        int length = words.length();
        return length == 0 || length > 1 && words.charAt(length - 1) == '\n' && words.charAt(length - 2) == '\n';
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (words.length() >= limit) {
            return FilterResult.STOP;
        }
        switch (node) {
            case TextNode text -> say(text.getWholeText().replace('\n', ' '));
            case Element element when UNSEEN.contains(element.normalName()) -> {
                return FilterResult.SKIP_ENTIRELY;
            }
            case Element element when element.normalName().equals("img") -> image(element.attr("alt").strip());
            case Element element when element.normalName().equals("br") -> say("\n");
            case Element element when element.normalName().equals("li") -> {
                newLine();
                say("• ");
            }
            case Element element when isLine(element) -> newLine();
            default -> { }
        }
        return FilterResult.CONTINUE;
    }

    /** Cells stand beside each other. */
    private static boolean isLine(Element element) {
        return element.isBlock() && !CELLS.contains(element.normalName());
    }

    private void newLine() {
        if (!words.isEmpty() && words.charAt(words.length() - 1) != '\n') {
            say("\n");
        }
    }

    private void image(String alternative) {
        say(alternative.isEmpty() ? "[image]" : "[image: " + alternative + ']');
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) {
            if (element.normalName().equals("a") && element.hasAttr("href")) {
                say(" <" + element.attr("href").strip() + '>');
            } else if (CELLS.contains(element.normalName())) {
                say(" ");
            } else if (isLine(element)) {
                newLine();
                say(APART.contains(element.normalName()) ? "\n" : "");
            }
        }
        return FilterResult.CONTINUE;
    }
}
