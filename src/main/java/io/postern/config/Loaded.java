package io.postern.config;

import java.util.List;

/** What came of reading a configuration file. */
public sealed interface Loaded {

    /** A configuration that may be started; {@code warnings} deserve a look but stop nothing. */
    record Ok(Config config, List<Problem> warnings) implements Loaded {
    }

    /** Every problem found, in the order of lines; never empty. */
    record Invalid(List<Problem> problems) implements Loaded {
    }
}
