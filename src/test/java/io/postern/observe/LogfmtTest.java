package io.postern.observe;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class LogfmtTest {

    static List<Arguments> values() {
        return List.of(
                arguments("mx1.example.com", "mx1.example.com"),
                arguments(10240, "10240"),
                arguments("", "\"\""),
                arguments("two words", "\"two words\""),
                arguments("a=b", "\"a=b\""),
                arguments("say \"hi\"", "\"say \\\"hi\\\"\""),
                arguments("back\\slash", "\"back\\\\slash\""),
                arguments("a\r\nmail-accepted id=1", "\"amail-accepted id=1\""),
                arguments("bell\u0007null\0del\u007f\u0085esc\u001b[2J", "bellnulldelesc[2J"),
                arguments("\n", "\"\""),
                arguments("line\u2028par\u2029", "linepar"),
                arguments("over\u202eride\u200b", "override"),
                arguments("half\ud800", "half"),
                arguments("grüße@例え.jp \ud83d\udcec", "\"grüße@例え.jp \ud83d\udcec\""),
                arguments("no\u00a0break", "\"no\u00a0break\""),
                arguments(List.of("a@b", "c@d"), "a@b,c@d"),
                arguments(Optional.of("x"), "x"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valueCannotBreakTheLine(Object value, String written) {
        assertEquals("event key=" + written + " next=1", Logfmt.line("event", "key", value, "next", 1));
    }

    @Test
    void whatIsNotThereIsLeftOut() {
        assertEquals("event b=2", Logfmt.line("event", "a", null, "b", 2, "c", Optional.empty()));
    }

    @Test
    void longValuesAreCut() {
        String line = Logfmt.line("event", "key", "x".repeat(5_000));
        assertEquals("event key=".length() + Logfmt.VALUE_LIMIT + 1, line.length());
        assertTrue(line.endsWith("x…"));
    }

    @Test
    void aThrownBugIsOneLineWithItsFrames() {
        var bug = new IllegalStateException("it\nbroke", new RuntimeException("inner\r\ncause"));
        String line = Logfmt.line("bug", "id", 7, bug);
        String start = "bug id=7 error=\"java.lang.IllegalStateException: itbroke\" trace=\"io.postern.observe.LogfmtTest.";
        assertTrue(line.startsWith(start), line);
        assertTrue(line.contains("<= java.lang.RuntimeException: innercause"), line);
        assertFalse(line.contains("\n"), line);
    }

    @Test
    void credentialsAreMaskedInTheWireTrace() {
        assertEquals("AUTH ****", WireTrace.masked("auth PLAIN AGEAYg=="));
        assertEquals("MAIL FROM:<a@b>", WireTrace.masked("MAIL FROM:<a@b>"));
    }
}
