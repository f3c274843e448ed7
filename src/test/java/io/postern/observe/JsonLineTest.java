package io.postern.observe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a machine gets to read: always one object a line, whatever a peer puts into a value. */
class JsonLineTest {

    private final LineEncoder encoder = new LineEncoder();

    private String encoded(String logger, String message) {
        var event = new LoggingEvent("", new LoggerContext().getLogger(logger), Level.WARN, message, null, null);
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private JsonObject read(Object... keysAndValues) {
        var line = encoded("postern", JsonLine.line("mail-delivered", keysAndValues));
        assertEquals(line.length() - 1, line.indexOf('\n'), line);
        return new JsonObject(line);
    }

    @Test
    void numbersListsAndMapsKeepTheirKind() {
        var verdicts = new LinkedHashMap<String, String>(Map.of("rules", "clean"));
        var line = read("id", "a1", "rcpts", 2, "octets", 1L << 40, "load", 0.5, "ok", true,
                "to", List.of("a@b", "c@d"), "verdicts", verdicts, "name", Optional.empty(), "hop", Optional.of("mx"));
        assertEquals("WARN", line.getString("level"));
        assertEquals("mail-delivered", line.getString("event"));
        assertTrue(line.getString("time").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)"));
        assertEquals(2, line.getInteger("rcpts"));
        assertEquals(1L << 40, line.getLong("octets"));
        assertEquals(0.5, line.getDouble("load"));
        assertEquals(true, line.getBoolean("ok"));
        assertEquals(new JsonArray(List.of("a@b", "c@d")), line.getJsonArray("to"));
        assertEquals("clean", line.getJsonObject("verdicts").getString("rules"));
        assertEquals("mx", line.getString("hop"));
        assertFalse(line.containsKey("name"));
    }

    @Test
    void noValueBreaksTheLine() {
        for (int c = 0; c < 0x3000; c++) {
            var text = "a" + (char) c + "z";
            var read = read("reply", text).getString("reply");
            assertTrue(read.equals(text) || read.equals("az"), () -> text);
        }
        assertEquals("half", read("reply", "half\ud800").getString("reply"));
        assertEquals("\",\"forged\":\"1", read("reply", "\",\"forged\":\"1").getString("reply"));
        assertEquals(Double.toString(Double.NaN), read("load", Double.NaN).getString("load"));
    }

    @Test
    void longValuesAreCut() {
        assertEquals(Logfmt.VALUE_LIMIT + 1, read("reply", "x".repeat(5_000)).getString("reply").length());
        assertTrue(read("to", Collections.nCopies(1_000, "someone@example.com")).getJsonArray("to").size() < 100);
    }

    @Test
    void aThrowableStandsAtTheEnd() {
        var line = read("id", "a1", new IllegalStateException("broken \"so\""));
        assertEquals("java.lang.IllegalStateException: broken \"so\"", line.getString("error"));
        assertTrue(line.getString("trace").contains("JsonLineTest"), line.getString("trace"));
    }

    @Test
    void aLibrarysWordsBecomeAnEvent() {
        var line = encoded("com.hazelcast.x", "two\nlines \"here\"");
        assertTrue(line.endsWith(" WARN  library logger=com.hazelcast.x text=\"twolines \\\"here\\\"\"\n"), line);
        assertEquals(1, Arrays.stream(line.split("\n")).count());
    }
}
