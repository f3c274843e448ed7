package io.postern.authentic;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The examples of RFC 8463 and RFC 6376, and what becomes of them when they are tampered with. */
class DkimExamplesTest {

    private static final String SIGNED = Messages.ED25519 + Messages.RSA + Messages.FOOTBALL;

    private static List<String> results(String text) {
        return results(text, Messages.KEYS);
    }

    private static List<String> results(String text, Map<String, String> keys) {
        return Messages.dkim(Messages.read(text), Messages.THEN, keys).stream().map(DkimExamplesTest::words).toList();
    }

    private static String words(DkimResult result) {
        return result.kind().word() + (result.why().isEmpty() ? "" : " " + result.why());
    }

    @Test
    void bothSignaturesOfRfc8463Hold() {
        assertEquals(List.of("pass", "pass"), results(SIGNED));
    }

    @Test
    void aResultNamesItsSignature() {
        var result = Messages.dkim(Messages.read(SIGNED), Messages.THEN, Messages.KEYS).getFirst();
        assertEquals("football.example.com brisbane /gCrinpc", result.domain() + ' ' + result.selector() + ' ' + result.start());
    }

    /** §A.2 with the key of §C. */
    @Test
    void theSignatureOfRfc6376Holds() {
        var message = Messages.read("""
                DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
                      c=simple/simple; q=dns/txt; i=joe@football.example.com;
                      h=Received : From : To : Subject : Date : Message-ID;
                      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
                      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
                        4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
                        KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
                        4bmp/YzhwvcubU4=;
                Received: from client1.football.example.com  [192.0.2.1]
                      by submitserver.example.com with SUBMISSION;
                      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
                From: Joe SixPack <joe@football.example.com>
                To: Suzie Q <suzie@shopping.example.net>
                Subject: Is dinner ready?
                Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
                Message-ID: <20030712040037.46341.5F8J@football.example.com>

                Hi.

                We lost the game. Are you hungry yet?

                Joe.
                """);
        var key = "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
                + "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gb"
                + "to/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";
        assertEquals("pass", words(Messages.dkim(message, Messages.THEN, Map.of("brisbane._domainkey.example.com", key)).getFirst()));
    }

    @ParameterizedTest
    @CsvSource({
            "Is dinner ready?, Is Dinner ready?, fail header changed",
            "We lost the game., We won the game., fail body changed",
            "'Hi.\n', 'Hi. \n', pass",
            "'To: Suzie Q', 'tO:  Suzie\t Q', pass",
            "'Joe.\n', 'Joe.\n\n\n', pass",
            "'Joe.\n', 'Joe.\n.\n', fail body changed",
            "'From: Joe', 'From: <evil@example.org>\nFrom: Joe', fail header changed",
            "v=1;, v=2;, permerror version",
            "a=rsa-sha256, a=rsa-sha1, permerror algorithm",
            "c=relaxed/relaxed, c=relaxed/fancy, permerror canonicalization",
            "h=from, h=x-from, fail header changed",
            "i=@football, i=@soccer, permerror identity outside of the domain",
            "q=dns/txt, q=http, permerror query method",
            "s=test, s=other, permerror no key",
            "t=1528637909, t=1528637909; x=1528637908, fail expired",
            "t=1528637909, t=soon, permerror syntax",
            "t=1528637909, t=1; t=2, permerror syntax"})
    void aChangeIsFoundOut(String was, String is, String expected) {
        assertEquals(List.of(expected), results((Messages.RSA + Messages.FOOTBALL).replace(was, is)));
    }

    @ParameterizedTest
    @CsvSource({
            "v=DKIM1; p=, permerror key revoked",
            "v=DKIM2; p=AAAA, permerror key version",
            "nonsense, permerror key syntax",
            "k=dsa; p=AAAA, permerror key type",
            "p=AAAA, permerror key syntax",
            "p=!!, permerror key syntax",
            "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=, permerror key type",
            "h=sha1; p=AAAA, permerror key not for this",
            "s=chat; p=AAAA, permerror key not for this",
            "p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALgSoqXVSEmfcIsOzw7oRuCCOwsmtX/SJnTWxYyj2leFxfS/AVJ+dYfY+hXqMsT7l+MZvvh/R"
                    + "wPWU5mnX1YCAwEAAQ==, permerror key syntax"})
    void aKeyMustBeGood(String key, String expected) {
        assertEquals(List.of(expected), results(Messages.RSA + Messages.FOOTBALL, Map.of("test._domainkey.football.example.com", key)));
    }

    @Test
    void noMoreThanEightSignaturesAreLookedAtAndTheAuthorsFirst() {
        var others = Messages.RSA.replace("football.example.com", "example.org").repeat(40);
        var found = Messages.dkim(Messages.read(others + Messages.RSA + Messages.FOOTBALL), Messages.THEN, Messages.KEYS);
        assertEquals(8, found.size());
        assertEquals("pass", words(found.getFirst()));
    }
}
