package io.postern.authentic;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a stranger with a name server of his own may write: it costs little and ends. */
class HostileInputTest {

    /** So far from what it takes that only something other than linear exceeds it. */
    private static final Duration AGES = Duration.ofSeconds(60);

    private static SpfResult spf(ZoneLookup zone, String domain) {
        return SpfCheck.of(SpfQuestion.of(InetAddress.ofLiteral("192.0.2.1"), "helo.example", "a", domain), zone).result();
    }

    @Test
    void includesThatLeadInACircleEndAtTheTenth() {
        var zone = ZoneLookup.texts(Map.of("a.example", "v=spf1 include:b.example -all", "b.example", "v=spf1 include:a.example -all"));
        assertEquals(SpfResult.PERMERROR, spf(zone, "a.example"));
        assertEquals(11, zone.asked());
    }

    @Test
    void redirectsThatLeadInACircleEndAtTheTenth() {
        var zone = ZoneLookup.texts(Map.of("a.example", "v=spf1 redirect=a.example"));
        assertEquals(SpfResult.PERMERROR, spf(zone, "a.example"));
        assertEquals(11, zone.asked());
    }

    @Test
    void aTreeOfIncludesAsksNoMoreThanAChain() {
        var zone = ZoneLookup.texts(Map.of("a.example", "v=spf1" + " include:a.example".repeat(100) + " -all"));
        assertEquals(SpfResult.PERMERROR, spf(zone, "a.example"));
        assertTrue(zone.asked() <= 11, () -> zone.asked() + " questions");
    }

    @Test
    void hostsWithoutAddressesEndAtTheThird() {
        var zone = ZoneLookup.texts(Map.of("a.example", "v=spf1 a:1.a.example a:2.a.example a:3.a.example a:4.a.example -all"));
        assertEquals(SpfResult.PERMERROR, spf(zone, "a.example"));
        assertEquals(4, zone.asked());
    }

    @Test
    void tenTimesTenExchangesAreTheMost() {
        var zone = new HashMap<String, List<?>>();
        var exchanges = new ArrayList<Object>();
        for (int i = 0; i < 10; i++) {
            exchanges.add(Map.of("MX", List.of(i, "mx" + i + ".a.example")));
            zone.put("mx" + i + ".a.example", List.of(Map.of("A", "198.51.100.1")));
        }
        zone.put("m.a.example", exchanges);
        zone.put("a.example", List.of(Map.of("TXT", "v=spf1" + " mx:m.a.example".repeat(20) + " -all")));
        var lookup = new ZoneLookup(zone);
        assertEquals(SpfResult.PERMERROR, spf(lookup, "a.example"));
        assertEquals(1 + 10 * 11, lookup.asked());
    }

    @Test
    void recordsOf64KiB() {
        assertTimeoutPreemptively(AGES, () -> {
            assertEquals(SpfResult.FAIL, spf(ZoneLookup.texts(Map.of("a.example", "v=spf1" + " ip4:10.0.0.1".repeat(5000) + " -all")), "a.example"));
            assertEquals(SpfResult.PERMERROR, spf(ZoneLookup.texts(Map.of("a.example", "v=spf1 exists:" + "%{".repeat(30_000))), "a.example"));
            assertEquals(SpfResult.FAIL, spf(ZoneLookup.texts(
                    Map.of("a.example", "v=spf1 exists:" + "%{d1r+-/}.".repeat(6000) + "example -all")), "a.example"));
            assertTrue(KeyRecord.of("p=" + "A".repeat(64_000)) instanceof KeyRecord.Unusable);
            assertTrue(KeyRecord.of("a=;".repeat(20_000)) instanceof KeyRecord.Unusable);
        });
    }

    @Test
    void macrosDoNotReachBeyondTheDns() {
        var zone = ZoneLookup.texts(Map.of("a.example", "v=spf1 exists:%{l}.a.example -all"));
        var question = SpfQuestion.of(InetAddress.ofLiteral("192.0.2.1"), "h", "x".repeat(5000) + ".\u00e4..", "a.example");
        assertEquals(SpfResult.FAIL, SpfCheck.of(question, zone).result());
        assertEquals(1, zone.asked());
    }

    @Test
    void headersOfAMegabyte() {
        assertTimeoutPreemptively(AGES, () -> {
            for (var line : new String[] {"From: " + "(".repeat(900_000), "From: " + "<".repeat(900_000), "From: " + "a@b.example,".repeat(70_000),
                    "Authentication-Results: " + "(\\".repeat(400_000), "DKIM-Signature: " + "b=;".repeat(300_000),
                    "DKIM-Signature: v=1; h=" + "a:".repeat(5_000) + "from; b=AA==; bh=AA==; a=rsa-sha256; d=b.example; s=s",
                    "ARC-Seal: i=1; " + "a=".repeat(400_000), "X: " + " ".repeat(900_000)}) {
                var message = Messages.read(line + "\n" + "ARC-Seal: i=50\n" + "DKIM-Signature: a\n".repeat(1000) + "\nbody\n");
                message.fields().forEach(field -> {
                    field.relaxed();
                    ResultsField.saysDmarcPassed(field);
                });
                assertTrue(message.signatures().size() <= Signatures.MOST);
                assertEquals(ArcResult.Kind.FAIL, ArcCheck.result(message, Map.of()).kind());
            }
        });
    }

    /** What lies behind could be another author: whoever judges the message must know. */
    @Test
    void aHeaderThatIsNotReadToItsEndIsCut() {
        var from = "From: a@a.example\n\nbody\n";
        assertFalse(Messages.read("X:\n".repeat(4_999) + from).isCut());
        assertTrue(Messages.read("X:\n".repeat(5_000) + from).isCut());
        assertTrue(Messages.read(from.replace("\n\n", "\n") + "X:\n".repeat(5_000) + from).isCut());
        int octets = 1 << 20;
        assertFalse(Messages.content("X:" + "y".repeat(octets - 4) + "\r\n\r\nbody").isCut());
        assertTrue(Messages.content("X:" + "y".repeat(octets - 4) + "\r\n \r\n\r\nbody").isCut());
        for (int ends = -4; ends <= 4; ends++) {
            assertEquals(ends > -2, Messages.content("X:" + "y".repeat(octets - 2 + ends) + "\r\n\r\nbody").isCut(), "line end at " + ends);
            assertTrue(Messages.content("X:" + "y".repeat(octets - 2 + ends) + "\r\nFrom: a@a.example\r\n\r\nbody").isCut(), "line end at " + ends);
        }
    }

    @Test
    void nothingIsAskedForSignaturesThatCannotHold() {
        var zone = ZoneLookup.texts(Map.of());
        DkimCheck.keys(Messages.read("DKIM-Signature: v=1; d=a.example; s=s\n".repeat(100) + "From: a@a.example\n\n"), zone).result();
        ArcCheck.keys(Messages.read("ARC-Seal: i=1; d=a.example; s=s\n".repeat(100) + "From: a@a.example\n\n"), zone).result();
        assertEquals(0, zone.asked());
    }

    /** A message cut anywhere is still a message, and never passes. */
    @Test
    void aMessageCutAnywhereIsReadAndDoesNotPass() {
        var whole = (Messages.RSA + Messages.FOOTBALL).replace("\n", "\r\n");
        int lastText = whole.lastIndexOf("Joe.") + 4;
        for (int cut = 0; cut < lastText; cut++) {
            var results = Messages.dkim(Messages.content(whole.substring(0, cut)), Messages.THEN, Messages.KEYS);
            assertTrue(results.stream().noneMatch(DkimResult::passed), "cut at " + cut);
        }
    }
}
