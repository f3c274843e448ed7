package io.postern.fuzz;

import java.util.List;

/** What one client does: octets piece by piece, then its end. */
record Script(List<Move> moves, Ending ending) {

    /** {@code awaiting}: what is owed for all octets so far is heard before the next move. */
    record Move(String octets, boolean awaiting) {
    }

    enum Ending {
        /** Hears all that is owed, says QUIT where a command may come, hears the last word. */
        QUIT,
        /** Hears all that is owed, closes. */
        CLOSE,
        /** Closes without hearing the rest. */
        VANISH,
        /** As {@link #VANISH}, by RST. */
        RESET
    }

    String octets() {
        return String.join("", moves.stream().map(Move::octets).toList());
    }

    /** In the notation of the dialogue files; each line is one piece, {@code ...} where replies are awaited. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var move : moves) {
            text.append("C> ").append(escaped(move.octets())).append(move.awaiting() ? "\n...\n" : "\n");
        }
        return text.append("# ").append(ending).append('\n').toString();
    }

    private static String escaped(String octets) {
        var text = new StringBuilder();
        for (int i = 0; i < octets.length();) {
            char c = octets.charAt(i);
            int end = i + 1;
            while (end < octets.length() && octets.charAt(end) == c) {
                end++;
            }
            int times = c > ' ' && c <= '~' && c != '{' && c != '}' && end - i > 20 ? end - i : 1;
            text.append(times > 1 ? "{" + c + "*" + times + "}" : escaped(c));
            i += times;
        }
        return text.toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\0' -> "\\0";
            default -> c >= ' ' && c <= '~' ? "" + c : "\\x%02X".formatted((int) c);
        };
    }
}
