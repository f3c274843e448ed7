package io.postern.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import picocli.CommandLine.Option;

/** Which messages are meant: the options of a command, and the API's parameters. */
final class MessageChoice {

    @Option(names = "--search", paramLabel = "WORDS",
            description = "Words that all stand in id, sender, recipients, subject, client, scanner or reason.")
    private String words;

    @Option(names = "--since", paramLabel = "TIME", description = "Kept at this time or after, such as 2026-06-01T12:00:00Z.")
    private Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Kept before this time.")
    private Instant until;

    @Option(names = "--sender", paramLabel = "SENDER", description = "Of this address or domain, or <>.")
    private String sender;

    @Option(names = "--for", paramLabel = "RECIPIENT", description = "For this address or domain.")
    private String recipient;

    @Option(names = "--route", paramLabel = "NAME", description = "Of this route.")
    private String route;

    @Option(names = "--verdict", paramLabel = "WORD", description = "With this verdict.")
    private String verdict;

    @Option(names = "--scanner", paramLabel = "NAME", description = "By this scanner.")
    private String scanner;

    private Map<String, Object> parameters() {
        var all = new LinkedHashMap<String, Object>();
        all.put("q", words);
        all.put("since", since);
        all.put("until", until);
        all.put("sender", sender);
        all.put("recipient", recipient);
        all.put("route", route);
        all.put("verdict", verdict);
        all.put("scanner", scanner);
        all.values().removeIf(value -> value == null);
        return all;
    }

    boolean isEmpty() {
        return parameters().isEmpty();
    }

    /** Each with an ampersand before it. */
    String query() {
        return parameters().entrySet().stream()
                .map(each -> "&" + each.getKey() + "=" + NodeClient.encoded(each.getValue().toString())).collect(Collectors.joining());
    }
}
