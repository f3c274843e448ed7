package io.postern.loadtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Stack;
import java.util.regex.Pattern;

import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A load as a file: a line {@code option: value} for each option, {@code #} for remarks; an option may come several times,
 * one without a value is {@code option:}. The keys of {@link #SURROUNDINGS} say in which surroundings it is meant to run,
 * which is the business of who builds them.
 */
final class ScenarioFile implements IParameterPreprocessor {

    static final Set<String> SURROUNDINGS = Set.of("about", "nodes", "sinks");

    private static final Pattern LINE = Pattern.compile("([a-z][a-z0-9-]*):\\s*(.*)");

    /** The file as a command line's words. */
    static List<String> words(String text) {
        var words = new ArrayList<String>();
        int number = 0;
        for (var line : text.lines().map(String::strip).toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var found = LINE.matcher(line);
            if (!found.matches()) {
                throw new IllegalArgumentException("line " + number + ": not `option: value` but " + line);
            }
            if (!SURROUNDINGS.contains(found.group(1))) {
                words.add("--" + found.group(1) + (found.group(2).isEmpty() ? "" : "=" + found.group(2)));
            }
        }
        return words;
    }

    /** Puts the file's words in the option's place, so that what stands behind it on the command line wins. */
    @Override
    public boolean preprocess(Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        if (arguments.isEmpty()) {
            return false;
        }
        var file = arguments.pop();
        try {
            words(Files.readString(Path.of(file))).reversed().forEach(arguments::push);
        } catch (IOException | IllegalArgumentException unusable) {
            throw new ParameterException(command.commandLine(), file + ": " + unusable.getMessage(), unusable);
        }
        arguments.push(file);
        return false;
    }
}
