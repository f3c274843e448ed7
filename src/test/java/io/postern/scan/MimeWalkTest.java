package io.postern.scan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import io.postern.config.Scan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class MimeWalkTest {

    private static final Finding EICAR_FOUND = new Finding.Match("EICAR test string");

    private static final MessageRules RULES = MessageRules.of(new Scan.Kind.Rules(
            List.of("exe", ".js", "tar.gz", "application/x-msdownload", "video/*"),
            List.of(new Scan.HeaderPattern("Subject", "(?i)\\bwin a prize\\b"),
                    new Scan.HeaderPattern("X-Slow", "(.*)(.*)(.*)(.*)(.*)(.*)x$")),
            true));

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Disposition: attachment; filename=a.exe",
        "Content-Disposition: attachment; filename=\"A.EXE\"",
        "content-disposition:attachment;FILENAME=\"invoice.pdf.exe\"",
        "Content-Disposition: attachment; filename=\"a.exe. . \"",
        "Content-Disposition: attachment; filename=\"invoice.pdf                              .exe\"",
        "Content-Disposition: attachment;\r\n filename=\"a.\r\n exe\";\r\n size=3; filename=b.exe",
        "Content-Disposition: attachment; filename=archive.tar.gz",
        "Content-Disposition: inline; filename=a.exe (comment)",
        "Content-Disposition: attachment; filename=harmless.txt; filename=a.exe",
        "Content-Disposition: filename=a.exe",
        "Content-Disposition : attachment; filename=a.exe",
        "a line that is no header\r\nContent-Disposition: attachment; filename=a.exe",
        "Content-Disposition: attachment; filename*=UTF-8''%61%2E%65%78%65",
        "Content-Disposition: attachment; filename*=utf-8'en'n%C3%A4me.exe; filename=harmless.txt",
        "Content-Disposition: attachment; filename*=no-such-charset''a.exe",
        "Content-Disposition: attachment; filename*0=\"a.e\"; filename*1=xe",
        "Content-Disposition: attachment; filename*1*=%78e; filename*0*=UTF-8''a%2Ee",
        "Content-Disposition: attachment; filename*0*=UTF-8''long%20na; filename*1=\"me.\"; filename*2*=%65xe",
        "Content-Disposition: attachment; filename=\"=?UTF-8?B?YS5leGU=?=\"",
        "Content-Disposition: attachment; filename==?UTF-8?B?YS5leGU=?=",
        "Content-Disposition: attachment; filename=\"=?utf-8?q?a=2E?= =?utf-8?q?exe?=\"",
        "Content-Disposition: attachment; filename=\"a.exe",
        "Content-Disposition: attachment; filename=\"a\\.exe\"",
        "Content-Type: application/octet-stream; name=\"script.js\"",
        "Content-Type: application/octet-stream; name*=UTF-8''script%2Ejs",
        "Content-Type: application/x-MSDownload",
        "Content-Type: video/mpeg; codecs=x",
    })
    void blocksTheAttachmentAtTheTopInPartsAndInNestedMessages(String header) throws IOException {
        var part = header + "\r\nX-More: 1\r\n\r\ncontent\r\n";
        assertMatch("Subject: hello\r\n" + part);
        assertMatch(multipart("b1", part));
        assertMatch(multipart("b1", multipart("b2", multipart("b3", part))));
        assertMatch(multipart("b1", "Content-Type: message/rfc822\r\n\r\n" + multipart("b2", part)));
        assertMatch(multipart("b1", encoded("message/rfc822", part)));
        assertMatch(multipart("b1", encoded("message/global", part)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Disposition: attachment; filename=a.exe.txt",
        "Content-Disposition: attachment; filename=exe",
        "Content-Disposition: attachment; filename=gz.tar",
        "Content-Disposition: attachment; filename=\"js. exec\"",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: videoconference/x",
        "Content-Disposition: attachment; filename*=UTF-8''%; filename=\"=?UTF-8?B?###?=\"",
    })
    void letsOtherNamesPass(String header) throws IOException {
        assertEquals(Finding.Nothing.NOTHING, walk(multipart("b1", header + "\r\n\r\ncontent\r\n")));
    }

    @Test
    void findsEicarHoweverItIsEncoded() throws IOException {
        var text = "before\r\n" + Eicar.TEXT + "\r\n";
        assertEquals(EICAR_FOUND, walk("Subject: x\r\n\r\n" + text));
        assertEquals(EICAR_FOUND, walk(multipart("b1", "Content-Transfer-Encoding: base64\r\n\r\n" + base64(text))));
        assertEquals(EICAR_FOUND, walk(multipart("b1",
                "Content-Transfer-Encoding: Quoted-Printable\r\n\r\n"
                        + text.replace("!", "=21").replace("EICAR", "EIC=\r\nAR"))));
        assertEquals(EICAR_FOUND, walk("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + base64(multipart("b2", "Content-Transfer-Encoding: base64\r\n\r\n" + base64(text)))));
        assertEquals(EICAR_FOUND, walk("X-Note: " + Eicar.TEXT + "\r\n\r\n"));
        assertEquals(EICAR_FOUND, walk(multipart("b1", "\r\nx\r\n") + Eicar.TEXT), "in the epilogue");
        assertEquals(EICAR_FOUND, walk(nested(150) + Eicar.TEXT), "behind what cannot be read");
    }

    @Test
    void matchesHeaderPatternsOnUnfoldedDecodedValuesOfTheOutermostHeader() throws IOException {
        var match = new Finding.Match("header subject");
        assertEquals(match, walk("Subject: You WIN\r\n a prize\r\n\r\n"));
        assertEquals(match, walk("SUBJECT: =?UTF-8?B?V2luIGEgcHJpemU=?=\r\n\r\n"));
        assertEquals(match, walk("Subject: =?UTF-8?Q?Win_a?=\r\n =?UTF-8?Q?_prize?=\r\n\r\n"));
        assertEquals(Finding.Nothing.NOTHING, walk("Subject: winning a prize\r\n\r\nSubject: win a prize\r\n"));
        assertEquals(Finding.Nothing.NOTHING, walk(multipart("b1", "Subject: win a prize\r\n\r\nx\r\n")));
    }

    @Test
    void isInTroubleRatherThanGuessing() throws IOException {
        assertEquals(new Finding.Trouble("nesting"), walk(nested(150)));
        assertEquals(new Finding.Trouble("parts"),
                walk("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(10_001) + "--b--\r\n"));
        assertEquals(new Finding.Trouble("partial"), walk("Content-Type: message/partial; id=1; number=1\r\n\r\nx\r\n"));
        assertEquals(new Finding.Trouble("mime"), walk("Subject: " + "x".repeat(300 << 10) + "\r\n\r\n"));
        assertEquals(new Finding.Trouble("mime"), walk("A: b\r\n".repeat(5_001) + "\r\n"));
        assertEquals(new Finding.Trouble("mime"),
                walk(encoded("multipart/mixed; boundary=b", "x")));
        assertEquals(new Finding.Trouble("pattern"), walk("X-Slow: " + "a".repeat(100) + "!\r\n\r\n"));
    }

    @Test
    void readsOrdinaryOddities() throws IOException {
        assertEquals(Finding.Nothing.NOTHING, walk(""));
        assertEquals(Finding.Nothing.NOTHING, walk("no header at all"));
        assertEquals(Finding.Nothing.NOTHING, walk(nested(90)));
        assertEquals(Finding.Nothing.NOTHING, walk(multipart("b1", "\r\n" + "x".repeat(400 << 10) + "\r\n")), "a long line");
        assertEquals(Finding.Nothing.NOTHING,
                walk("To: " + "someone@example.com,\r\n ".repeat(1000) + "x@example.com\r\n\r\n"));
        assertEquals(Finding.Nothing.NOTHING, walk("Content-Type: multipart/mixed\r\n\r\nwithout boundary\r\n"));
        assertEquals(Finding.Nothing.NOTHING, walk("Content-Transfer-Encoding: base64\r\n\r\n!!! not base64 =\r\n"));
    }

    @Test
    void theSameHoweverTheStreamIsCut() throws IOException {
        var message = multipart("b1", "Content-Disposition: attachment; filename*0=\"a.e\"; filename*1=xe\r\n\r\nx\r\n");
        for (int size = 1; size < 200; size += 7) {
            int piece = size;
            var slow = new ByteArrayInputStream(message.getBytes(StandardCharsets.ISO_8859_1)) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    return super.read(target, offset, Math.min(length, piece));
                }
            };
            assertInstanceOf(Finding.Match.class, MimeWalk.through(slow, RULES), "pieces of " + piece);
        }
    }

    private static void assertMatch(String message) throws IOException {
        assertInstanceOf(Finding.Match.class, walk(message), message);
    }

    private static Finding walk(String message) throws IOException {
        InputStream content = new ByteArrayInputStream(message.getBytes(StandardCharsets.ISO_8859_1));
        return MimeWalk.through(content, RULES);
    }

    private static String multipart(String boundary, String part) {
        return "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary + "\r\n\r\ntext\r\n--"
                + boundary + "\r\n" + part + "\r\n--" + boundary + "--\r\n";
    }

    private static String nested(int levels) {
        var message = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b%dx\r\n\r\n--b%dx\r\n".formatted(i, i));
        }
        return message.append("\r\nx\r\n").toString();
    }

    private static String encoded(String type, String entity) {
        return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64(entity);
    }

    private static String base64(String text) {
        return Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1)) + "\r\n";
    }
}
