package io.postern.scan;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EicarSearchTest {

    @Test
    void findsTheStringCutAnywhere() {
        for (var before : new String[] {"", "X", "X5O!P%@AP[4\\PZX5", "X5O!P%@AP[4\\PZ", "text X5O"}) {
            var octets = (before + Eicar.TEXT + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            for (int cut = 0; cut <= octets.length; cut++) {
                var search = new EicarSearch();
                search.feed(octets, 0, cut);
                search.feed(octets, cut, octets.length - cut);
                assertTrue(search.found(), "after '" + before + "', cut at " + cut);
            }
        }
    }

    @Test
    void doesNotTakeHalvesOfTwoPartsForOne() {
        var octets = Eicar.TEXT.getBytes(StandardCharsets.ISO_8859_1);
        var search = new EicarSearch();
        search.feed(octets, 0, 30);
        search.restart();
        search.feed(octets, 30, octets.length - 30);
        assertFalse(search.found());
    }

    @Test
    void doesNotTakeOneOctetLessForIt() {
        var octets = Eicar.TEXT.getBytes(StandardCharsets.ISO_8859_1);
        var search = new EicarSearch();
        search.feed(octets, 0, octets.length - 1);
        search.feed(octets, 0, octets.length - 1);
        assertFalse(search.found());
    }
}
