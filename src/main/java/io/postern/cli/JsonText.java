package io.postern.cli;

import java.util.stream.StreamSupport;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** JSON as indented text for people, whatever its keys; control characters never reach the terminal. */
final class JsonText {

    private JsonText() {
    }

    static String of(Object json) {
        var text = new StringBuilder();
        append(text, "", json);
        return text.toString();
    }

    /** One value on one line. */
    static String inline(Object value) {
        return switch (value) {
            case null -> "-";
            case JsonArray array ->
                    String.join(", ", StreamSupport.stream(array.spliterator(), false).map(JsonText::inline).toList());
            default -> value.toString().replaceAll("\\p{Cntrl}", "?");
        };
    }

    private static void append(StringBuilder text, String indent, Object json) {
        switch (json) {
            case JsonObject object ->
                    object.forEach(entry -> entry(text, indent, inline(entry.getKey()) + ":", entry.getValue()));
            case JsonArray array -> array.forEach(item -> entry(text, indent, "-", item));
            case null, default -> text.append(indent).append(inline(json)).append('\n');
        }
    }

    private static void entry(StringBuilder text, String indent, String head, Object value) {
        if (isNested(value)) {
            text.append(indent).append(head).append('\n');
            append(text, indent + "  ", value);
        } else {
            text.append(indent).append(head).append(' ').append(inline(value)).append('\n');
        }
    }

    private static boolean isNested(Object value) {
        return value instanceof JsonObject object && !object.isEmpty()
                || value instanceof JsonArray array && StreamSupport.stream(array.spliterator(), false)
                        .anyMatch(item -> item instanceof JsonObject || item instanceof JsonArray);
    }
}
