package io.postern.fuzz;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.postern.smtp.AddressLiteral;
import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.Offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The parser of paths against the grammar of RFC 5321 §4.1.2 as a regular expression; ASCII only. */
final class PathTarget {

    private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final String DOMAIN = "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[^\\]\\[<>,@ ]*\\])";
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~]+";
    private static final String LOCAL = ATOM + "(?:\\." + ATOM + ")*|\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*\"";
    private static final Pattern PATH = Pattern.compile(
            "<(?<route>@" + DOMAIN + "(?:,@" + DOMAIN + ")*:)?(?<local>" + LOCAL + ")@(?<domain>" + DOMAIN + ")>");
    private static final Pattern LITERAL = Pattern.compile("\\[[^\\]]*\\]");

    private PathTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var text = Pieces.text(input);
        if (text.length() > 500 || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            return;
        }
        var parsed = CommandParser.parse("RCPT TO:" + text, Offer.PLAIN);
        var grammar = PATH.matcher(text.strip());
        boolean valid = text.startsWith("<") && grammar.matches() && isInLimits(grammar);
        if (parsed instanceof CommandParser.Parsed.Ok(Command.Rcpt(ForwardPath.To to, var _))) {
            var head = PATH.matcher(text.strip());
            assertTrue(head.lookingAt() && isInLimits(head), () -> "taken against the grammar: " + text);
            assertEquals(head.group("local"), to.mailbox().localPart());
            assertTrue(head.group("domain").equalsIgnoreCase(to.mailbox().domain().name()), text);
        } else if (valid) {
            assertInstanceOf(CommandParser.Parsed.Ok.class, parsed, () -> "refused against the grammar: " + text);
        }
    }

    private static boolean isInLimits(Matcher path) {
        var route = path.group("route") == null ? "" : path.group("route");
        return path.group("local").length() <= 64 && path.group().length() <= 256
                && areLiterals(route) && areLiterals(path.group("domain"));
    }

    private static boolean areLiterals(String domains) {
        return LITERAL.matcher(domains).results().allMatch(literal -> AddressLiteral.address(literal.group()).isPresent());
    }
}
