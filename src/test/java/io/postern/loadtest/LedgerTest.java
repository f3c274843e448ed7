package io.postern.loadtest;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages are written as numbers, copies by repetition; 1, 2 and 3 are sent, 3 is infected. */
class LedgerTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            # what happened,                     acked, uncertain, arrived, quarantined, damaged, lost, duplicates, balances
            'all where they belong',             1 2 3, '',        1 2,     3,           '',      '',   '',         true
            'acknowledged and nowhere',          1 2 3, '',        1,       3,           '',      2,    '',         false
            'infected acknowledged and nowhere', 1 2 3, '',        1 2,     '',          '',      3,    '',         false
            'given up',                          1 3,   '',        1,       3,           '',      '',   '',         false
            'given up, yet arrived',             1 3,   2,         1 2,     3,           '',      '',   '',         false
            'infected in a sink',                1 2 3, '',        1 2 3,   '',          '',      '',   '',         false
            'infected in both',                  1 2 3, 3,         1 2 3,   3,           '',      '',   3,          false
            'clean in quarantine',               1 2 3, '',        1,       2 3,         '',      '',   '',         false
            'twice after a cut at the dot',      1 2 3, 2,         1 2 2,   3,           '',      '',   2,          true
            'twice for no reason',               1 2 3, 1,         1 2 2,   3,           '',      '',   2,          false
            'quarantined twice after a cut',     1 2 3, 3,         1 2,     3 3,         '',      '',   3,          true
            'changed on the way',                1 2 3, '',        1 2,     3,           2,       '',   '',         false
            'never sent',                        1 2 3, '',        1 2 4,   3,           '',      '',   '',         false
            """)
    void balancesOnlyWhenEverythingIsWhereItBelongs(String what, String acknowledged, String uncertain, String arrived,
            String quarantined, String damaged, String lost, String duplicates, boolean balances) {
        var ledger = new Ledger(ids("1 2 3"), ids("3"), Fate.QUARANTINED, ids(acknowledged), ids(""), ids(uncertain),
                copies(arrived), copies(quarantined), ids(damaged));
        assertEquals(ids(lost), ledger.lost());
        assertEquals(ids(duplicates), ledger.duplicates());
        assertEquals(balances, ledger.balances());
    }

    @ParameterizedTest(name = "{0}, {1} refused, {2} arrived")
    @CsvSource({"REJECTED, 3, 1 2, true", "REJECTED, '', 1 2, false", "REJECTED, 3, 1 2 3, false", "DELIVERED, '', 1 2 3, true",
        "REJECTED, 2 3, 1, false"})
    void badMailMayBeMeantToBeRejectedOrDelivered(Fate fate, String refused, String arrived, boolean balances) {
        var ledger = new Ledger(ids("1 2 3"), ids("3"), fate, ids(arrived), ids(refused), ids(""), copies(arrived), copies(""),
                ids(""));
        assertEquals(balances, ledger.balances());
    }

    @Test
    void whatWasGivenUpMakesALedgerUnbalancedButNotUnsound() {
        var ledger = new Ledger(ids("1 2 3"), ids(""), Fate.QUARANTINED, ids("1 2"), ids(""), ids(""), copies("1 2"), copies(""),
                ids(""));
        assertTrue(ledger.isSound());
        assertFalse(ledger.balances());
    }

    private static MessageIds ids(String numbers) {
        return copies(numbers).ids();
    }

    private static Copies copies(String numbers) {
        var copies = new Copies();
        Arrays.stream(numbers.split(" ")).filter(number -> !number.isEmpty())
                .forEach(number -> copies.add(new MessageId(Integer.parseInt(number))));
        return copies;
    }
}
