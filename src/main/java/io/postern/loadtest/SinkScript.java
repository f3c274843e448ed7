package io.postern.loadtest;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a sink answers: rules that are tried in order at each step of the dialogue, each for its share of the cases. A rule
 * is written {@code STEP SHARE WHAT}; STEP is {@code connect}, {@code mail}, {@code rcpt}, {@code data} or {@code dot}, WHAT
 * a reply ({@code 451 4.3.0 later}), {@code delay 50ms} or any other {@link Quantity} of time, {@code drop} (the connection
 * is closed without an answer, and a message at its dot is not taken) or {@code take-and-drop} (at the dot only: taken, and
 * closed without an answer). Delays add up, and the first rule that answers or drops is the last. What no rule answers is
 * taken.
 */
public record SinkScript(List<Rule> rules) {

    public static final SinkScript TAKE_ALL = new SinkScript(List.of());

    private static final Pattern RULE = Pattern.compile("(\\w+)\\s+(\\S+%)\\s+(.+)");
    private static final Pattern REPLY = Pattern.compile("[245]\\d\\d [ -~]{1,400}");

    /** Where in the dialogue. */
    public enum Step { CONNECT, MAIL, RCPT, DATA, DOT }

    /** What a rule does. */
    public sealed interface What {

        record Answer(String reply) implements What {
        }

        record Delay(Quantity nanos) implements What {
        }

        record Drop(boolean taken) implements What {
        }
    }

    /** {@code text} is the rule as it was written. */
    public record Rule(Step step, Share share, What what, String text) {
    }

    /** The decision for one case: a delay, and then what ends it; {@code taken} if that is the ordinary reply. */
    record Course(Duration delay, Ending ending, String reply) {

        enum Ending { TAKEN, ANSWERED, DROPPED, TAKEN_AND_DROPPED }
    }

    private static final Course AT_ONCE = new Course(Duration.ZERO, Course.Ending.TAKEN, "");

    public SinkScript {
        rules = List.copyOf(rules);
    }

    /** One rule a line. */
    public static SinkScript parse(String lines) {
        return new SinkScript(lines.lines().filter(line -> !line.isBlank()).map(SinkScript::rule).toList());
    }

    public static Rule rule(String text) {
        var found = RULE.matcher(text.strip());
        if (!found.matches()) {
            throw new IllegalArgumentException("a rule is written like `dot 2% 451 4.3.0 later`, not " + text);
        }
        Step step;
        try {
            step = Step.valueOf(found.group(1).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("a rule begins with connect, mail, rcpt, data or dot, not " + found.group(1),
                    unknown);
        }
        return new Rule(step, Share.parse(found.group(2)), what(step, found.group(3)), text.strip());
    }

    private static What what(Step step, String text) {
        if (text.startsWith("delay ")) {
            return new What.Delay(Units.delay(text.substring("delay ".length()).strip()));
        }
        if (text.equals("drop") || text.equals("take-and-drop") && step == Step.DOT) {
            return new What.Drop(!text.equals("drop"));
        }
        if (!REPLY.matcher(text).matches()) {
            throw new IllegalArgumentException("a rule ends in a reply, `delay DURATION`, `drop` or, at the dot,"
                    + " `take-and-drop`, not in " + text);
        }
        return new What.Answer(text);
    }

    /** What {@link #parse} reads. */
    @Override
    public String toString() {
        return rules.stream().map(rule -> rule.text + "\n").collect(Collectors.joining());
    }

    Course course(Step step, RandomGenerator random) {
        if (rules.isEmpty()) {
            return AT_ONCE;
        }
        long wait = 0;
        for (var rule : rules) {
            if (rule.step != step || random.nextDouble() >= rule.share.value()) {
                continue;
            }
            switch (rule.what) {
                case What.Delay(var nanos) -> wait += (long) nanos.draw(random);
                case What.Answer(var reply) -> {
                    return new Course(Duration.ofNanos(wait), Course.Ending.ANSWERED, reply);
                }
                case What.Drop(var taken) -> {
                    return new Course(Duration.ofNanos(wait),
                            taken ? Course.Ending.TAKEN_AND_DROPPED : Course.Ending.DROPPED, "");
                }
            }
        }
        return new Course(Duration.ofNanos(wait), Course.Ending.TAKEN, "");
    }
}
