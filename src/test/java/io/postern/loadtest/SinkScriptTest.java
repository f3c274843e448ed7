package io.postern.loadtest;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SinkScriptTest {

    private static final String SCRIPT = """
            dot 100% delay 20ms
            dot 20% 451 4.3.0 later
            dot 10% drop
            rcpt 100% 550 5.1.1 nobody
            """;

    @Test
    void itIsReadAsItIsWritten() {
        assertEquals(SCRIPT, SinkScript.parse(SCRIPT).toString());
    }

    @Test
    void eachRuleHasItsShareOfWhatIsLeftByThoseBefore() {
        var random = new SplittableRandom(3);
        var script = SinkScript.parse(SCRIPT);
        var endings = new TreeMap<SinkScript.Course.Ending, Integer>();
        for (int i = 0; i < 10_000; i++) {
            var course = script.course(SinkScript.Step.DOT, random);
            assertEquals(Duration.ofMillis(20), course.delay());
            endings.merge(course.ending(), 1, Integer::sum);
        }
        assertEquals(2_000, endings.get(SinkScript.Course.Ending.ANSWERED), 200);
        assertEquals(800, endings.get(SinkScript.Course.Ending.DROPPED), 150);
        assertEquals(7_200, endings.get(SinkScript.Course.Ending.TAKEN), 250);
    }

    @Test
    void aRuleSpeaksForItsStepOnly() {
        var random = new SplittableRandom(3);
        assertEquals("550 5.1.1 nobody", SinkScript.parse(SCRIPT).course(SinkScript.Step.RCPT, random).reply());
        assertEquals(SinkScript.Course.Ending.TAKEN, SinkScript.parse(SCRIPT).course(SinkScript.Step.MAIL, random).ending());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dot", "dot 2%", "dot 2 drop", "dot 200% drop", "body 2% drop", "mail 2% take-and-drop",
        "dot 2% delay", "dot 2% delay soon", "dot 2% 354 go", "dot 2% sorry", "dot 2% 451\tlater"})
    void whatIsNoRuleIsRefused(String rule) {
        assertThrows(IllegalArgumentException.class, () -> SinkScript.rule(rule));
    }
}
