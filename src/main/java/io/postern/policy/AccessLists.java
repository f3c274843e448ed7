package io.postern.policy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.postern.config.Config;
import io.postern.config.Problem;

/** The lists of one generation, and the files that they came from: a change of one asks for the next generation. */
public record AccessLists(
        AccessList allowClients,
        AccessList blockClients,
        AccessList blockSenders,
        AccessList blockRecipients,
        List<Path> files) {

    /**
     * Reads the files: blocks. They were good when the configuration was read; if one has gone bad since, that is an
     * {@link IllegalStateException} with all that is wrong.
     */
    public static AccessLists read(Config.Access access) {
        var problems = new ArrayList<Problem>();
        var lists = new AccessLists(
                AccessList.read(access.allowClients(), problems),
                AccessList.read(access.blockClients(), problems),
                AccessList.read(access.blockSenders(), problems),
                AccessList.read(access.blockRecipients(), problems),
                Stream.of(access.allowClients(), access.blockClients(), access.blockSenders(), access.blockRecipients())
                        .flatMap(source -> source.files().stream()).distinct().toList());
        if (!problems.isEmpty()) {
            throw new IllegalStateException(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        }
        return lists;
    }
}
