package io.postern.cli;

import java.util.ArrayList;

import picocli.CommandLine.Option;

/** How messages are released: the options of the command, and the API's parameters. */
final class ReleaseChoice {

    @Option(names = "--to", paramLabel = "MAILBOX",
            description = "Send a copy to this mailbox instead; the message stays for its recipients.")
    private String to;

    @Option(names = "--recipient", paramLabel = "MAILBOX", description = "Of its recipients serve this one alone.")
    private String recipient;

    @Option(names = "--rescan", description = "Let the scanners look again; what they would still not let pass stays.")
    private boolean rescan;

    @Option(names = "--force", description = "With --rescan: whatever they find.")
    private boolean force;

    /** Empty, or beginning with {@code first}. */
    String query(char first) {
        var parameters = new ArrayList<String>();
        if (to != null) {
            parameters.add("to=" + NodeClient.encoded(to));
        }
        if (recipient != null) {
            parameters.add("recipient=" + NodeClient.encoded(recipient));
        }
        if (rescan) {
            parameters.add("rescan=true");
        }
        if (force) {
            parameters.add("force=true");
        }
        return parameters.isEmpty() ? "" : first + String.join("&", parameters);
    }
}
