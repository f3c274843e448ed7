package io.postern.config;

/**
 * One thing wrong with a configuration file.
 *
 * @param file the file as the caller named it
 * @param line counted from 1; 0 if the file as a whole is meant
 * @param key the key's path, {@code routes[0].via}; empty if the text is not even YAML
 * @param wrong what is wrong
 * @param right what would be right
 */
public record Problem(String file, int line, String key, String wrong, String right) {

    /** One line for a terminal or a log, in the form that editors can jump to. */
    @Override
    public String toString() {
        var text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        text.append(wrong);
        return right.isEmpty() ? text.toString() : text.append("; ").append(right).toString();
    }
}
