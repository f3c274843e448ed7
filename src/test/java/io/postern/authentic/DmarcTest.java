package io.postern.authentic;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Alignment and policies: RFC 9989 §4.4, §4.7, §5.3. */
class DmarcTest {

    private static final Map<String, String> RECORDS = Map.of(
            "_dmarc.example.com", "v=DMARC1; p=reject; sp=quarantine; np=reject",
            "_dmarc.strict.example", "v=DMARC1; p=quarantine; adkim=s; aspf=s",
            "_dmarc.example.co.uk", "v=DMARC1; p=reject",
            "_dmarc.test.example", "v=DMARC1; p=reject; t=y",
            "_dmarc.loose.example", "v=DMARC1; rua=mailto:a@loose.example",
            "_dmarc.odd.example", "v=DMARC2; p=reject");

    private static ZoneLookup zone() {
        var zone = new HashMap<String, List<?>>();
        RECORDS.forEach((name, text) -> zone.put(name, List.of(Map.of("TXT", text))));
        zone.put("real.example.com", List.of(Map.of("A", "192.0.2.1")));
        zone.put("_dmarc.twice.example", List.of(Map.of("TXT", "v=DMARC1; p=none"), Map.of("TXT", "v=DMARC1; p=reject")));
        zone.put("_dmarc.away.example", List.of("TIMEOUT"));
        return new ZoneLookup(zone);
    }

    private static DmarcResult result(String from, SpfResult spf, String spfDomain, DkimResult... dkim) {
        var authors = AuthorDomains.in(Messages.read(from + "\n\n").fields());
        var policies = new DmarcCheck(zone()).policies(authors).result();
        return DmarcCheck.result(authors, policies, spf, spfDomain, List.of(dkim));
    }

    private static DkimResult signature(DkimResult.Kind kind, String domain) {
        return new DkimResult(kind, "", domain, "s", "");
    }

    @ParameterizedTest
    @CsvSource({
            "example.com, example.com, pass", "example.com, mail.example.com, pass", "sub.example.com, example.com, pass",
            "example.com, example.org, fail", "example.com, notexample.com, fail", "example.com, com, fail",
            "example.co.uk, other.co.uk, fail", "a.example.co.uk, b.example.co.uk, pass",
            "strict.example, strict.example, pass", "strict.example, mail.strict.example, fail"})
    void alignment(String author, String identifier, String expected) {
        var from = "From: a@" + author;
        assertEquals(expected, result(from, SpfResult.PASS, identifier).kind().word(), "SPF");
        assertEquals(expected, result(from, SpfResult.NONE, "", signature(DkimResult.Kind.PASS, identifier)).kind().word(), "DKIM");
        assertEquals("fail", result(from, SpfResult.SOFTFAIL, identifier, signature(DkimResult.Kind.POLICY, identifier)).kind().word());
    }

    @ParameterizedTest
    @CsvSource({
            "example.com, reject", "real.example.com, quarantine", "unreal.example.com, reject", "strict.example, quarantine",
            "sub.strict.example, quarantine", "test.example, quarantine", "loose.example, none"})
    void whatTheOwnerAsksFor(String author, String expected) {
        var result = result("From: a@" + author, SpfResult.NONE, "");
        assertEquals("fail " + expected, result.kind().word() + ' ' + result.wish().word());
    }

    @ParameterizedTest
    @CsvSource({"nothing.example, none", "odd.example, none", "twice.example, permerror", "away.example, temperror"})
    void withoutAPolicyThereIsNothingToFail(String author, String expected) {
        assertEquals(expected, result("From: a@" + author, SpfResult.FAIL, author).kind().word());
    }

    @ParameterizedTest
    @CsvSource({
            "mail.example.com, example.com", "example.com, example.com", "com, com", "a.b.example.co.uk, example.co.uk", "co.uk, co.uk",
            "a.github.io, a.github.io", "b.a.github.io, a.github.io", "x.y.unlisted, y.unlisted", "unlisted, unlisted",
            "_odd_.example.com, example.com", "-, -"})
    void organisationsByThePublicSuffixList(String domain, String expected) {
        assertEquals(expected, OrganisationalDomains.of(domain));
    }

    @Test
    void whatMightHavePassedIsATemporaryError() {
        var from = "From: a@example.com";
        assertEquals("temperror", result(from, SpfResult.TEMPERROR, "example.com").kind().word());
        assertEquals("fail", result(from, SpfResult.TEMPERROR, "example.org").kind().word());
        assertEquals("temperror", result(from, SpfResult.FAIL, "", signature(DkimResult.Kind.TEMPERROR, "example.com")).kind().word());
        assertEquals("pass", result(from, SpfResult.TEMPERROR, "example.com", signature(DkimResult.Kind.PASS, "example.com")).kind().word());
    }

    @Test
    void ofSeveralAuthorsTheWorstCounts() {
        assertEquals("fail", result("From: a@nothing.example, b@example.com", SpfResult.PASS, "nothing.example").kind().word());
        assertEquals("fail", result("From: a@strict.example\nFrom: b@example.com", SpfResult.PASS, "strict.example").kind().word());
        assertEquals("quarantine", result("From: a@1.example, a@2.example, a@3.example, a@4.example, a@5.example, a@example.com",
                SpfResult.NONE, "").wish().word());
    }

    /** Or any policy could be got round by a From that only mail programs can read, or by none. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "Subject: nobody | no author", "From: | no author", "From: nobody | no author", "From: Machine:; | no author",
            "From: ceo@[192.0.2.1] | no author", "From: \"ceo@example.com\" | no author", "From: \"ceo@example.com | no author",
            "From: ceo@example.com CEO | no author", "From: CEO <ceo@exam ple.com> | no author", "From: CEO <ceo@example..com | no author",
            "From: a@nothing.example, b@[192.0.2.1] | an author that cannot be read",
            "From: \"ceo@example.com\", a@nothing.example | an author that cannot be read",
            "From: ceo@example.com@nothing.example | an author that cannot be read",
            "From: a@nothing.example, ceo@ \"\\ | an author that cannot be read"})
    void anAuthorWhoCannotBeCheckedFails(String header, String why) {
        var result = result(header, SpfResult.PASS, "nothing.example", signature(DkimResult.Kind.PASS, "nothing.example"));
        assertEquals("fail quarantine " + why, result.kind().word() + ' ' + result.wish().word() + ' ' + result.why());
    }

    /** Mail programs show an address however its field ends. */
    @ParameterizedTest
    @ValueSource(strings = {
            "CEO <ceo@example.com", "<ceo@example.com, <a@nothing.example>", "<ceo@example.com <a@nothing.example>",
            "ceo@example.com \"x\"", "\"x\" ceo@example.com", "ceo@example.com \"x", "ceo@example.com \"\\", "a@nothing.example, ceo@example.com \"\\",
            "<a@nothing.example> ceo@example.com", "ceo@example.com@example.com", "ceo@example . com", "ceo@example.com. (x"})
    void whatIsBadlyWrittenIsReadAllTheSame(String from) {
        var result = result("From: " + from, SpfResult.PASS, "nothing.example");
        assertEquals("fail reject example.com", result.kind().word() + ' ' + result.wish().word() + ' ' + result.domain());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "Doe, John <a@example.com>", "a@example.com (Doe", "A <a@example.com> B", "Doe; John <a@example.com>", "<@relay.example:a@example.com>",
            "\"Doe, John (x@y.example)\" <a@example.com>", "x@y.example <a@example.com>", "A <a@example.com>, undisclosed:;"})
    void badlyWrittenNamesAreNoAuthors(String from) {
        assertEquals("pass", result("From: " + from, SpfResult.PASS, "example.com").kind().word());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a@b.example | b.example", "A <a@B.Example> | b.example", "\"x@y.example\" <a@b.example> | b.example",
            "x@y.example <a@b.example> | b.example", "a@b.example (x@y.example) | b.example", "(c (d) e@f) a@b.example | b.example",
            "\"a\\\"@x.example\"@b.example | b.example", "a@b.example, c@d.example | b.example d.example",
            "Group: a@b.example, C <c@d.example>; | b.example d.example", "<@relay.example:a@b.example> | b.example",
            "A <a@b.example>, B <c@d.example> | b.example d.example", "\"open <a@b.example> | ''",
            "a@b\u00fccher.example | xn--bcher-kva.example"})
    void domainsOfAuthors(String from, String expected) {
        var field = new String(("From: " + from).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        var found = new ArrayList<>(AuthorDomains.in(List.of(new Field(field))).domains());
        found.sort(null);
        assertEquals(expected, String.join(" ", found));
    }

    @Test
    void theDnsIsAskedLittle() {
        var zone = zone();
        var question = SpfQuestion.of(InetAddress.ofLiteral("192.0.2.1"), "h", "a", "sub.example.com");
        new Examination(Messages.read("From: a@sub.example.com\n\n"), question, Messages.THEN).ask(zone);
        assertEquals(4, zone.asked()); // SPF, two for DMARC, and whether the domain exists
    }
}
