package io.postern.admin;

import java.util.Optional;

/** Who asks: the name of the token that was shown, and the address it came from, as far as both are known. */
public record Requester(String name, String address) {

    /** Whoever has the token that nodes show each other. */
    public static final String ADMIN = "admin";

    private static final int MOST_CHARACTERS = 200;

    /** As one node tells another. */
    public String written() {
        return name + ' ' + address;
    }

    /** Empty if nobody is named. */
    static Optional<Requester> read(String written) {
        int space = written.indexOf(' ');
        return space <= 0 || written.length() > MOST_CHARACTERS || written.chars().anyMatch(c -> c < ' ' || c > '~')
                ? Optional.empty() : Optional.of(new Requester(written.substring(0, space), written.substring(space + 1)));
    }
}
