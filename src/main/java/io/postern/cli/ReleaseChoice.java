package io.postern.cli;

import java.util.ArrayList;

import picocli.CommandLine.Option;

/** How messages are released: the options of the command, and the API's parameters. */
final class ReleaseChoice {

    @Option(names = "--to", paramLabel = "MAILBOX",
            description = "Send a copy to this mailbox instead; the message stays for its recipients.")
    private String to;

    @Option(names = "--recipient", paramLabel = "MAILBOX",
            description = "Serve this recipient alone; of messages that are chosen, those for it.")
    private String recipient;

    @Option(names = "--rescan", description = "Let the scanners look again; what they would still not let pass stays.")
    private boolean rescan;

    @Option(names = "--force", description = "With --rescan: whatever they find.")
    private boolean force;

    /** Of one message: empty, or beginning with a question mark. */
    String query() {
        return parameters('?', "recipient");
    }

    /** Of several, whose {@code recipient} would choose among them: empty, or beginning with an ampersand. */
    String more() {
        return parameters('&', "only");
    }

    private String parameters(char first, String alone) {
        var parameters = new ArrayList<String>();
        if (to != null) {
            parameters.add("to=" + NodeClient.encoded(to));
        }
        if (recipient != null) {
            parameters.add(alone + "=" + NodeClient.encoded(recipient));
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
