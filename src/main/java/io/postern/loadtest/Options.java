package io.postern.loadtest;

import java.net.InetSocketAddress;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Values of the command line that have a form of their own; what has not is wrong usage. */
final class Options {

    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+):(\\d{1,5})");

    private Options() {
    }

    static <T> T parsed(CommandSpec spec, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    /** {@code HOST:PORT}, looked up here and now. */
    static InetSocketAddress address(CommandSpec spec, String text) {
        var found = ADDRESS.matcher(text);
        if (!found.matches() || Integer.parseInt(found.group(2)) > 65_535) {
            throw new ParameterException(spec.commandLine(), "an address is written HOST:PORT, not " + text);
        }
        var address = new InetSocketAddress(found.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(found.group(2)));
        if (address.isUnresolved()) {
            throw new ParameterException(spec.commandLine(), found.group(1) + " has no address");
        }
        return address;
    }
}
