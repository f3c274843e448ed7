package io.postern.cli;

/** Ends a command with exit code 1 and one line for the person at the terminal. */
public final class CommandFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandFailed(String line) {
        super(line);
    }
}
