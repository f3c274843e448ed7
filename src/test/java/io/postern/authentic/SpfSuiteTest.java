package io.postern.authentic;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The openspf test suite for RFC 7208; explanations are not compared, since none are fetched. */
class SpfSuiteTest {

    private static final String SUITE = "spf/rfc7208-tests.yml";

    @TestFactory
    Stream<DynamicTest> rfc7208() {
        return YamlSuite.read(SUITE).stream().flatMap(document -> YamlSuite.tests(document).entrySet().stream()
                .map(test -> DynamicTest.dynamicTest(document.get("description") + ": " + test.getKey(),
                        () -> check(test.getValue(), zone(document)))));
    }

    @Test
    void theSuiteIsWhole() {
        assertEquals(203, YamlSuite.read(SUITE).stream().mapToInt(document -> YamlSuite.tests(document).size()).sum());
    }

    @SuppressWarnings("unchecked")
    private static ZoneLookup zone(Map<String, Object> document) {
        return new ZoneLookup((Map<String, List<?>>) document.get("zonedata"));
    }

    private static void check(Map<String, Object> test, ZoneLookup zone) {
        var helo = test.get("helo").toString();
        var sender = test.getOrDefault("mailfrom", "").toString();
        int at = sender.lastIndexOf('@');
        var question = SpfQuestion.of(InetAddress.ofLiteral(test.get("host").toString()), helo,
                at < 0 ? "" : sender.substring(0, at), sender.isEmpty() ? helo : sender.substring(at + 1));
        var result = SpfCheck.of(question, zone).result().word();
        var expected = test.get("result");
        assertTrue(expected instanceof List<?> several ? several.contains(result) : expected.equals(result),
                () -> "expected " + expected + ", found " + result);
        assertTrue(zone.asked() <= 1 + SpfBudget.MAX_TERMS * 12, () -> zone.asked() + " questions");
    }
}
