package io.postern.loadtest;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class MessageIdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0-4999,5001", "7,9-10,999999999"})
    void rangesAreReadAsTheyAreWritten(String ranges) {
        assertEquals(ranges, MessageIds.parse(ranges).ranges());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "5-", "5-4", "1,,2", "1000000000", "-1"})
    void whatIsNoRangeIsRefused(String ranges) {
        assertThrows(IllegalArgumentException.class, () -> MessageIds.parse(ranges));
    }

    @Test
    void copiesCountBeyondOne() {
        var copies = new Copies();
        List.of(1, 2, 2, 3, 3, 3).forEach(number -> copies.add(new MessageId(number)));
        var twice = new Copies();
        twice.addAll(copies);
        twice.addAll(copies);
        assertEquals(List.of(0, 1, 2, 3), List.of(0, 1, 2, 3).stream().map(number -> copies.count(new MessageId(number))).toList());
        assertEquals(6, twice.count(new MessageId(3)));
    }

    @Test
    void anAccountIsReadAsItIsWritten() {
        var ledger = new SinkLedger();
        for (var from : new String[] {"<m000001.r@x.test>", "<m000001.r@x.test>", "<m000007.r@x.test>", "<m000001.other@x.test>"}) {
            ledger.arrived(from, new ArrivingMessage());
        }
        var account = SinkLedger.Account.of(ledger.account("r").toJson());
        assertEquals(2, account.arrived().count(new MessageId(1)));
        assertEquals("1,7", account.arrived().ids().ranges());
        assertEquals("1,7", account.damaged().ranges(), "they have no header");
        assertEquals("", SinkLedger.Account.of(ledger.account("unheard").toJson()).arrived().ids().ranges());
    }

    @ParameterizedTest
    @CsvSource({"<m000012.k3@gen.test>, k3, 12", "m1234567@gen.test, '', 1234567", "<m000012@gen.test> SIZE=4, '', 12"})
    void aStampIsFoundInAPath(String path, String run, int number) {
        assertEquals(Optional.of(new Stamp(run, new MessageId(number))), Stamp.inPath(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<>", "<m12@gen.test>", "<x000012@gen.test>", "<m000012.K3@gen.test>", "<m000012.@gen.test>"})
    void otherPathsAreStrangers(String path) {
        assertEquals(Optional.empty(), Stamp.inPath(path));
    }
}
