package io.postern.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The word somebody most likely meant. */
final class Suggestion {

    private Suggestion() {
    }

    /** The nearest of {@code words}, if it is near enough to be more than a guess. */
    static Optional<String> of(String written, Collection<String> words) {
        var best = Optional.<String>empty();
        int bestDistance = Math.max(1, written.length() / 3) + 1;
        for (var word : words) {
            int distance = distance(folded(written), folded(word));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = Optional.of(word);
            }
        }
        return best;
    }

    /** {@code messageSize} and {@code message_size} mean {@code message-size}. */
    private static String folded(String word) {
        return word.replaceAll("(?<=[a-z])(?=[A-Z])", "-").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Insertions, deletions, replacements and swaps of neighbours, each counting one. */
    private static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + same);
                boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                rows[i][j] = swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
            }
        }
        return rows[a.length()][b.length()];
    }
}
