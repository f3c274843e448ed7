package io.postern.loadtest;

import java.util.regex.Pattern;

/** A share of all, 0 to 1, written {@code 2%} or {@code 0.5%}. */
public record Share(double value) {

    public static final Share NONE = new Share(0);

    private static final Pattern FORM = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?)%");

    public Share {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a share is 0% to 100%, not " + value * 100 + "%");
        }
    }

    public static Share parse(String text) {
        var found = FORM.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException("a share is written like 2% or 0.5%, not " + text);
        }
        return new Share(Double.parseDouble(found.group(1)) / 100);
    }
}
