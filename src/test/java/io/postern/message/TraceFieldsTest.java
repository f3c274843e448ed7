package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TraceFieldsTest {

    private static TraceFields count(String message, int cut) {
        var octets = Unpooled.copiedBuffer(message, StandardCharsets.ISO_8859_1);
        var count = new TraceFields(Set.of("mx.test"), Set.of("mx.test", "results.test"));
        count.look(octets, 0, cut);
        count.look(octets, cut, octets.readableBytes() - cut);
        count.end();
        return count;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "Received: from a by mx.test with SMTP|Subject: x||Received: by mx.test # 1 # 1",
        "RECEIVED: from a|\tby MX.test id 1|received: from b by other.test|| # 2 # 1",
        "Received: from mx.test by other.test|| # 1 # 0",
        "Received : by mx.test|Received\t : by mx.test|Received x: by mx.test # 2 # 2",
        "Received|\t: by mx.test|Received \f: by mx.test|Received|x: by mx.test # 2 # 2",
        "X-Received: by mx.test|Received-SPF: by mx.test|| # 0 # 0",
        "Received: by mx.test # 1 # 1", "Received: by results.test # 1 # 0",
        "Received:;||Received: by mx.test # 1 # 0",
        "Received:|Received: from|Received: from a by|| # 3 # 0",
        "Received: from by (host by (x\\) by y) [1.2.3.4])|\t(CN a by b)|\tby mx.test with SMTP|| # 1 # 1",
        "Received: from a (by mx.test) by other.test (by mx.test)|| # 1 # 0",
        "Subject: Received: by mx.test|| # 0 # 0",
        "|Received: by mx.test|| # 0 # 0"})
    void countsTheHeaderSectionOnlyWhereverItIsCut(String text, int all, int ours) {
        var message = text.strip().replace("|", "\r\n") + "\r\n";
        for (int cut = 0; cut <= message.length(); cut++) {
            var count = count(message, cut);
            assertEquals(all, count.all(), "all, cut at " + cut);
            assertEquals(ours, count.ours(), "ours, cut at " + cut);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "Subject: a|| # false", "||text # false", "subject\t: a|| # false", ".x: a # false", "..x: a # false",
        "From a@b Tue|Subject: b|| # false", ">From a@b|Subject: b|| # false", "From: a # false", "'' # false",
        "' folded: a||' # true", "'\t' # true", "'. a' # true", "text|| # true", "text # true", "two words: a # true",
        ": a # true", "Fromage a|| # true", "a>From b # true", "S\u00fcd: a # true", "From # true"})
    void whatIsNoFieldIsSetApartFromOurs(String text, boolean headless) {
        var message = text.replace("|", "\r\n");
        for (int cut = 0; cut <= message.length(); cut++) {
            assertEquals(headless, count(message, cut).isHeadless(), "cut at " + cut);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "Authentication-Results: mx.test; spf=pass|| # true", "AUTHENTICATION-RESULTS : MX.test 1; none|| # true",
        "A: 1|authentication-results:|\tmx.test;|\tdkim=pass|| # true", "Authentication-Results: mx.test|| # true",
        "Authentication-Results: \"mx.t\\est\" ; none|| # true", "Authentication-Results: (a (b\\)) c) mx.test; none|| # true",
        "Authentication-Results: mx.test.; none|| # true", "Authentication-Results: mx.test/1; none|| # true",
        ".Authentication-Results: mx.test; none|| # true", "Authentication-Results|\t: mx.test; none|| # true",
        "Authentication-Results: (mx.other.test; none|| # true", "Authentication-Results: ; none|| # true",
        "Authentication-Results: mx.other.test; spf=pass|| # false", "Authentication-Results: a.mx.test; spf=pass|| # false",
        "ARC-Authentication-Results: i=1; mx.test; spf=pass|| # false", "Authentication-Results-X: mx.test|| # false",
        "X: Authentication-Results: mx.test|| # false", "||Authentication-Results: mx.test; none # false",
        "Authentication-Results: results.test; none|| # true", "Received: by mx.test # false"})
    void resultsInOurNameAreSeenWhereverTheyAreCut(String text, boolean ours) {
        var message = text.strip().replace("|", "\r\n") + "\r\n";
        for (int cut = 0; cut <= message.length(); cut++) {
            assertEquals(ours, count(message, cut).hasResultsOfOurs(), "cut at " + cut);
        }
    }

    /** Whether it is ours is then for who sees all of it. */
    @Test
    void resultsWhoseNameMayStandFurtherOnCouldBeOurs() {
        for (int blanks = 900; blanks < 1100; blanks++) {
            var field = "Authentication-Results:" + " ".repeat(470) + "\r\n" + " ".repeat(blanks - 470) + "mx.test; dkim=pass\r\n\r\n";
            assertTrue(count(field, 500).hasResultsOfOurs(), blanks + " blanks");
            assertTrue(count(field.replace("Results:", "Results ").replace("mx.test", ":mx.test"), 500).hasResultsOfOurs(), blanks + " blanks");
        }
    }

    @Test
    void aFieldWithoutEndIsJudgedByItsBeginning() {
        var count = count("Received: by mx.test " + "x".repeat(100_000) + "\r\n\r\n", 50_000);
        assertEquals(1, count.ours());
    }
}
