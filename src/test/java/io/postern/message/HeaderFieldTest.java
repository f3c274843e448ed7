package io.postern.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class HeaderFieldTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Subject: hello~~body                        | hello
            From: a~SUBJECT : hello~To: b~~             | hello
            Subject: hello~ there~\tyou~To: b~~         | hello there\tyou
            Subject: first~Subject: second~~            | first
            Subjects: no~~Subject: in the body          | ''
            From: a~ Subject: folded~~                  | ''
            ~Subject: behind the header                 | ''
            Subject:~~                                  | ''
            Subject                                     | ''
            Subject: without an end                     | without an end
            Subject: =?utf-8?q?as_it_is?=~~             | =?utf-8?q?as_it_is?=
            Subject: grün~~                             | grün
            """)
    void finds(String content, String expected) throws IOException {
        for (var newline : new String[] {"\r\n", "\n"}) {
            var octets = content.replace("~", newline).replace("\\t", "\t").getBytes(StandardCharsets.UTF_8);
            assertEquals(expected.replace("\\t", "\t"), HeaderField.first(new ByteArrayInputStream(octets), "subject"));
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "5000, 1992", "100000, 1992"})
    void longOnesAreCut(int written, int kept) throws IOException {
        var octets = ("Subject:" + "x".repeat(written)).getBytes(StandardCharsets.US_ASCII);
        assertEquals(kept, HeaderField.first(new ByteArrayInputStream(octets), "subject").length());
    }
}
