package io.postern.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import io.postern.smtp.Mailbox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** A digest says how many messages there are, however few of them it lists. */
class DigestTextTest {

    private static final DigestText.Item ITEM = new DigestText.Item("now", "a@client.test", "b@next.test", "s", "spam", Optional.empty());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | 2 | kept in quarantine. There may be others.
            2 | 7 | kept in quarantine. They are the newest 2 of 7. There may be others.
            0 | 7 | kept in quarantine. They are 7, and not listed: altogether there were too many. There may be others.
            """)
    void saysHowManyThereAre(int listed, int all, String heading) {
        List<DigestText.Item> items = Collections.nCopies(listed, ITEM);
        var message = new DigestText("d1", Instant.EPOCH, "postmaster@next.test", "mx.test", Mailbox.parse("b@next.test").orElseThrow(),
                items, all, "There may be others.").message();
        var plain = message.split("\r\n\r\n")[2].split("\r\n--")[0];
        var text = new String(Base64.getMimeDecoder().decode(plain), StandardCharsets.UTF_8);
        assertTrue(text.lines().findFirst().orElseThrow().endsWith(heading), text);
    }
}
