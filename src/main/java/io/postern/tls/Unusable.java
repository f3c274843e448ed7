package io.postern.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that cannot serve: which key of the configuration names it, what is wrong with it, and what would be right. */
public final class Unusable extends Exception {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String wrong;
    private final String right;

    /** {@code key}: below the listener's tls section or the route, such as {@code more[0].key}. Neither text may hold a secret. */
    Unusable(String key, String wrong, String right) {
        super(key + ": " + wrong + "; " + right);
        this.key = key;
        this.wrong = wrong;
        this.right = right;
    }

    public String key() {
        return key;
    }

    public String wrong() {
        return wrong;
    }

    public String right() {
        return right;
    }

    /** The same, of a key that stands below {@code section}. */
    Unusable below(String section) {
        return new Unusable(section + key, wrong, right);
    }

    /** All octets of {@code file}, or why there are none. */
    static byte[] read(String key, Path file) throws Unusable {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new Unusable(key, file + " does not exist", "correct the path");
        } catch (AccessDeniedException denied) {
            throw new Unusable(key, file + " may not be read by this user", "let this user read it");
        } catch (IOException unreadable) {
            throw new Unusable(key, file + (Files.isDirectory(file) ? " is a folder" : " cannot be read ("
                    + unreadable.getClass().getSimpleName() + ")"), "name a readable file");
        }
    }
}
