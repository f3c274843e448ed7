package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.netty.buffer.Unpooled;
import io.postern.smtp.Replies;
import io.postern.wire.ChunkScanner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class HeaderCheckTest {

    @ParameterizedTest
    @CsvSource(delimiter = '#', nullValues = "-", value = {
        "Subject: a||body 0 body # -",
        "Subject: a0b||body # NUL",
        "a: 1|Received: by 0|| # NUL",
        "0|| # NUL",
        "|0 # -",
        "Subject: a|0 # NUL",
        "a: 23456789|b: 3456789|| # -",
        "a: 23456789|b: 34567890|| # SIZE",
        "a: 23456789|b: 3456789| # -",
        "a: 2345678901234567890123456789 # SIZE",
        "a: 2||0 2345678901234567890123456789 # -"})
    void onlyTheHeaderSectionIsJudgedWhereverItIsCut(String picture, String fault) {
        var message = picture.strip().replace("|", "\r\n").replace("by 0", "by \0").replaceAll("(^|[^1-9])0", "$1\0");
        var octets = Unpooled.copiedBuffer(message, StandardCharsets.ISO_8859_1);
        var expected = fault == null ? null : fault.equals("NUL") ? Replies.NUL_IN_HEADER : Replies.HEADER_TOO_LARGE;
        for (int cut = 0; cut <= message.length(); cut++) {
            var scanner = new ChunkScanner();
            var count = new TraceFields(Set.of(), Set.of());
            var check = new HeaderCheck(25);
            for (var part : new io.netty.buffer.ByteBuf[] {octets.slice(0, cut), octets.slice(cut, message.length() - cut)}) {
                scanner.scan(part);
                int head = count.look(part, 0, part.readableBytes());
                check.look(part, 0, head, scanner.nul());
            }
            assertEquals(expected, check.refusal().orElse(null), "cut at " + cut);
        }
    }
}
