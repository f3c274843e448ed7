package io.postern.scan.milter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.postern.message.HeaderEdits;
import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;
import io.postern.message.HeaderLine;
import io.postern.scan.milter.FilterReply.AddHeader;
import io.postern.scan.milter.FilterReply.ChangeHeader;
import io.postern.scan.milter.FilterReply.InsertHeader;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HeaderRequestsTest {

    private static final byte[] SECTION = "A: 1\r\nB: 2\r\na: 3\r\nA: 4\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void fieldsAreCountedAsTheFilterSawThem() {
        var before = HeaderEdits.of("A", "above").then(HeaderEdits.without("A", 2));
        var requests = new HeaderRequests(HeaderLine.in(SECTION, before), false, false);
        // the filter saw: A above, A 1, B 2, A 4
        assertTrue(requests.change(new ChangeHeader(3, "a", "")));
        assertTrue(requests.change(new ChangeHeader(2, "A", "one")), "what is taken out goes on counting");
        assertTrue(requests.change(new ChangeHeader(1, "B", "two")));
        assertEquals(List.of(new Change("a", 3, Optional.empty()), new Change("A", 1, Optional.of(" one")),
                new Change("B", 1, Optional.of(" two"))), requests.edits().changes());
        assertFalse(requests.change(new ChangeHeader(1, "A", "x")), "added by a scanner before, and not the message's own");
    }

    @Test
    void whatIsNotThereIsAddedAndNothingIsTakenFromNothing() {
        var requests = new HeaderRequests(HeaderLine.in(SECTION, HeaderEdits.NONE), false, false);
        assertTrue(requests.change(new ChangeHeader(4, "A", "five")));
        assertTrue(requests.change(new ChangeHeader(1, "C", "")));
        assertEquals(new HeaderEdits(List.of(), List.of(), List.of(new Header("A", " five"))), requests.edits());
    }

    @Test
    void theLaterInsertedStandsAbove() {
        var requests = new HeaderRequests(List.of(), true, false);
        assertTrue(requests.insert(new InsertHeader(1, "X", " 1")));
        assertTrue(requests.insert(new InsertHeader(0, "Y", "\t2")));
        assertTrue(requests.add(new AddHeader("Z", "3")));
        assertEquals("Y:\t2\r\nX: 1\r\n", new String(requests.edits().onTop(), StandardCharsets.US_ASCII));
        assertEquals(List.of(new Header("Z", " 3")), requests.edits().append());
    }

    @Test
    void valuesStayAsTheyAreButCannotBreakTheSection() {
        var requests = new HeaderRequests(List.of(), true, true);
        requests.add(new AddHeader("S", " a=1;\n\tb=2;\r\n c\r"));
        requests.add(new AddHeader("T", " x\nBcc: y\n\n \n\nbody"));
        requests.add(new AddHeader("U", " gr\u00fc\u00dfe"));
        assertEquals(List.of(new Header("S", " a=1;\r\n\tb=2;\r\n c"), new Header("T", " x\r\n\tBcc: y\r\n\tbody"),
                new Header("U", " gr\u00fc\u00dfe")), requests.edits().append());
        var seven = new HeaderRequests(List.of(), true, false);
        seven.add(new AddHeader("U", " gr\u00fc\u00dfe"));
        assertEquals(List.of(new Header("U", " gr??e")), seven.edits().append());
        assertFalse(requests.add(new AddHeader("no name", "x")));
        assertFalse(requests.insert(new InsertHeader(1, "Bcc:", "x")));
    }
}
