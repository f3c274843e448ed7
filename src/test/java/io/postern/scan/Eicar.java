package io.postern.scan;

/** The harmless test string of EICAR, in two halves lest a virus scanner take this file for it. */
final class Eicar {

    static final String TEXT = "X5O!P%@AP[4\\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    private Eicar() {
    }
}
