package io.postern.config;

import java.util.List;
import java.util.Optional;

/**
 * One key of the configuration file.
 *
 * @param path from the root, with {@code []} after the name of a list of sections: {@code routes[].via}; where the sections
 *             of a list differ by type, the type stands in the brackets: {@code scan[clamd].address}
 * @param fallback what stands for the key where it is not written, as YAML
 * @param example what the reference shows, as YAML
 * @param accepted of a key that only a coming version understands: the values that mean what this version does anyway
 * @param doc for the person who writes the file
 */
record Key(String path, Standing standing, Optional<String> fallback, String example, List<String> accepted, String doc) {

    enum Standing {
        /** A section, or a list of sections. */
        SECTION,
        /** A section that changes what a node does by being there; the reference shows it commented out. */
        OPTIONAL_SECTION,
        VALUE,
        /** A value without a default; the reference shows it commented out. */
        OPTIONAL,
        /** Not available in this version. */
        LATER
    }

    static Key section(String path, String doc) {
        return new Key(path, Standing.SECTION, Optional.empty(), "", List.of(), doc);
    }

    static Key optionalSection(String path, String doc) {
        return new Key(path, Standing.OPTIONAL_SECTION, Optional.empty(), "", List.of(), doc);
    }

    static Key value(String path, String fallback, String doc) {
        return new Key(path, Standing.VALUE, Optional.of(fallback), fallback, List.of(), doc);
    }

    /** A value that has no default but that the reference must show live. */
    static Key example(String path, String example, String doc) {
        return new Key(path, Standing.VALUE, Optional.empty(), example, List.of(), doc);
    }

    static Key optional(String path, String example, String doc) {
        return new Key(path, Standing.OPTIONAL, Optional.empty(), example, List.of(), doc);
    }

    static Key later(String path, String... accepted) {
        return new Key(path, Standing.LATER, Optional.empty(), "", List.of(accepted), "");
    }

    /** The declared path of the section around this key; empty for the root. */
    String section() {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** The key as the file has it, without path and brackets. */
    String name() {
        var last = path.substring(path.lastIndexOf('.') + 1);
        int bracket = last.indexOf('[');
        return bracket < 0 ? last : last.substring(0, bracket);
    }

    boolean isSection() {
        return standing == Standing.SECTION || standing == Standing.OPTIONAL_SECTION;
    }
}
