package io.postern;

import java.util.Optional;

/** The version in the jar's manifest, {@code dev} when run from classes. */
public final class Version {

    public static final String TEXT =
            Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("dev");

    private Version() {
    }
}
