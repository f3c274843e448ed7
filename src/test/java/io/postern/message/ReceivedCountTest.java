package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ReceivedCountTest {

    private static ReceivedCount count(String message, int cut) {
        var octets = Unpooled.copiedBuffer(message, StandardCharsets.ISO_8859_1);
        var count = new ReceivedCount(Set.of("mx.test"));
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
        "X-Received: by mx.test|Received-SPF: by mx.test|| # 0 # 0",
        "Received: by mx.test # 1 # 1",
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

    @Test
    void aFieldWithoutEndIsJudgedByItsBeginning() {
        var count = count("Received: by mx.test " + "x".repeat(100_000) + "\r\n\r\n", 50_000);
        assertEquals(1, count.ours());
    }
}
