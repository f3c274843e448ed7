package io.postern.message;

/** Text in HTML. */
public final class HtmlText {

    private HtmlText() {
    }

    /** For the content of elements and for attributes in quotes. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
