package io.postern.config;

/** A secret value; never printed. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "********";
    }
}
