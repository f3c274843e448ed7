package io.postern.scan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What an operator sees of a message that may be hostile. */
class MessagePreviewTest {

    private static MessagePreview preview(String content) throws IOException {
        return MessagePreview.of(new ByteArrayInputStream(
                content.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void bothFormsAndTheAttachmentsOfAMultipart() throws IOException {
        var preview = preview("""
                Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
                Content-Type: multipart/mixed; boundary=o

                --o
                Content-Type: multipart/alternative; boundary=i

                --i
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                plain =FC
                --i
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: base64

                %s
                --i--
                --o
                Content-Type: application/octet-stream
                Content-Disposition: attachment; filename*=utf-8''invoice%%E2%%80%%AEfdp.exe
                Content-Transfer-Encoding: base64

                AAECAw==
                --o
                Content-Type: text/plain
                Content-Disposition: attachment; filename=notes.txt

                not shown
                --o--
                """.formatted(Base64.getEncoder().encodeToString("<p>HTML &uuml;</p>".getBytes(StandardCharsets.UTF_8))));
        assertEquals(new MessagePreview.Header("Subject", "Grüße"), preview.headers().getFirst());
        assertEquals("plain ü", preview.text());
        assertEquals("HTML ü", preview.htmlText());
        assertEquals("invoice\uFFFDfdp.exe", preview.attachments().getFirst().name(), "no text that turns around");
        assertEquals(4, preview.attachments().getFirst().octets());
        assertEquals("notes.txt", preview.attachments().getLast().name());
        assertFalse(preview.cut() || preview.damaged());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <p>one<br>two<p>three                                           | one~two~~three
            a<script>alert(1)</script>b<style>c{}</style><!-- d -->e        | abe
            <title>t</title><b>x</b>                                        | x
            <a href="http://evil.test/">http://bank.test</a>                | http://bank.test <http://evil.test/>
            <img src="http://evil.test/i.gif" alt="logo"><img src=x>        | [image: logo][image]
            <ul><li>a<li>b</ul>                                             | • a~• b
            <table><tr><td>a<td>b<tr><td>c</table>                          | a b~c
            &lt;script&gt;alert(1)&lt;/script&gt;                           | <script>alert(1)</script>
            <iframe srcdoc="x">no</iframe><svg><text>no</text></svg>yes     | yes
            <div><div><div>deep</div></div></div>                           | deep
            """)
    void htmlBecomesWords(String html, String words) throws IOException {
        assertEquals(words.replace("~", "\n"), preview("Content-Type: text/html\n\n" + html).htmlText());
    }

    @Test
    void controlCharactersAreSeenAndDoNothing() throws IOException {
        assertEquals("a\uFFFD[31mb\uFFFDc\td", preview("Subject: x\n\na\u001B[31mb\u202Ec\td").text());
        assertEquals("a \uFFFD b", MessagePreview.headerText("=?utf-8?q?a=0A=00=0Ab?="));
    }

    @Test
    void boundedWhateverComes() throws IOException {
        var much = preview("Subject: " + "s".repeat(5000) + "\n\n" + "x".repeat(500_000));
        assertEquals(64 << 10, much.text().length());
        assertEquals(1001, much.headers().getFirst().value().length());
        assertTrue(much.cut());
        var deep = new StringBuilder("Content-Type: multipart/mixed; boundary=b0\n\n");
        for (int i = 0; i < 200; i++) {
            deep.append("--b").append(i).append("\nContent-Type: multipart/mixed; boundary=b").append(i + 1).append("\n\n");
        }
        assertTrue(preview(deep.toString()).cut());
        var fields = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            fields.append("X-").append(i).append(": y\n");
        }
        assertEquals(100, preview(fields + "\nbody").headers().size());
        assertTrue(preview("Content-Type: text/html\n\n" + "<b>".repeat(200_000) + "x").htmlText().length() < 10);
    }

    @Test
    void whatIsNoMessageIsDamagedAndNoError() throws IOException {
        assertEquals("", preview("").text());
        assertEquals("body", preview("\nbody").text());
        assertEquals("ü", preview("Content-Type: text/plain; charset=no-such-set\n\n\u00fc").text().replace("Ã¼", "ü"));
        assertTrue(preview("Subject: " + "y".repeat(400_000) + "\n\nz").damaged());
    }
}
