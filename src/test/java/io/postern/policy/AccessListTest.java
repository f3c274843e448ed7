package io.postern.policy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.postern.config.AccessEntry.About;
import io.postern.config.AccessSource;
import io.postern.config.Problem;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AccessListTest {

    @TempDir
    private Path folder;
    private final List<Problem> problems = new ArrayList<>();

    private AccessList read(About about, String... entries) {
        return AccessList.read(new AccessSource("access.list", about, List.of(entries)), problems);
    }

    private AccessList readFile(About about, String text) throws IOException {
        var file = Files.writeString(folder.resolve("list"), text);
        return read(about, "file:" + file);
    }

    private static Mailbox mailbox(String text) {
        int at = text.lastIndexOf('@');
        return new Mailbox(text.substring(0, at), new Domain(text.substring(at + 1)));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {
        "example.com,      ann@example.com,         true",
        "example.com,      ann@sub.example.com,     false",
        ".example.com,     ann@sub.example.com,     true",
        ".example.com,     ann@a.b.c.example.com,   true",
        ".example.com,     ann@example.com,         false",
        ".example.com,     ann@notexample.com,      false",
        "EXAMPLE.com,      ann@example.com,         true",
        "ann@example.com,  ann@example.com,         true",
        "Ann@Example.Com,  aNN@example.com,         true",
        "ann@example.com,  bob@example.com,         false",
        "ann@example.com,  ann@sub.example.com,     false",
        "ann@example.com,  '\"ann\"@example.com',   true",
        "ann@example.com,  '\"a\\nn\"@example.com', true",
        "'\"ann\"@example.com', ann@example.com,    true",
        "ann@example.com,  'x\"ann\"@example.com',  false",
        "com,              ann@example.com,         false",
        ".com,             ann@example.com,         true",
        "bücher.example,   ann@xn--bcher-kva.example, true",
        "xn--bcher-kva.example, ann@bücher.example, true",
        "BÜCHER.example,   ann@xn--bcher-kva.example, true",
        "jörg@example.com, JÖRG@example.com,        true"})
    void addressesAndDomains(String entry, String address, boolean contained) {
        assertEquals(contained, read(About.ADDRESSES, entry).contains(mailbox(address)));
        assertEquals(List.of(), problems);
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com, mail.example.com,   true",
        "mail.example.com, a.mail.example.com, false",
        ".example.com,     mail.example.com,   true",
        ".example.com,     example.com,        false"})
    void clientNames(String entry, String name, boolean contained) {
        var list = read(About.CLIENTS, entry);
        assertEquals(contained, list.contains(new Domain(name)));
        assertTrue(list.hasNames());
    }

    @Test
    void fileHasEntriesCommentsAndAnyLineEnd() throws IOException {
        var list = readFile(About.CLIENTS,
                "\uFEFF192.0.2.0/24\r\n# a comment\n\n  mail.example.com\t # why\n2001:db8::/32 #\n#.example.org");
        assertEquals(List.of(), problems);
        assertTrue(list.contains(InetAddress.ofLiteral("192.0.2.9")));
        assertTrue(list.contains(InetAddress.ofLiteral("2001:db8::9")));
        assertTrue(list.contains(new Domain("mail.example.com")));
        assertFalse(list.contains(new Domain("a.example.org")));
        assertTrue(readFile(About.ADDRESSES, "a#b@example.com # hash\n").contains(mailbox("a#b@example.com")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.256", "192.0.2", "192.0.2.0/33", "1.2.3.4/", "example..com", "a b.example", "-a.example",
        "ann@example.com", "[192.0.2.1]", "::1/129", "*.example.com", "fe80::1%eth0", ".", "\u0000"})
    void whatIsNoClientIsTold(String entry) throws IOException {
        readFile(About.CLIENTS, "192.0.2.1\n" + entry + "\n");
        assertEquals(1, problems.size(), entry);
        assertEquals(folder.resolve("list") + ":2", problems.getFirst().file() + ":" + problems.getFirst().line());
        assertTrue(problems.getFirst().right().contains("192.0.2.0/24"), problems.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann@", "@example.com", "<ann@example.com>", "<>", "ann@.example.com", "192.0.2.1", "a b@example.com",
        "ann@[192.0.2.1]", "ann @example.com", "ann@example.com, bob@example.com"})
    void whatIsNoAddressIsTold(String entry) throws IOException {
        readFile(About.ADDRESSES, entry);
        assertEquals(1, problems.size(), entry);
        assertEquals(1, problems.getFirst().line());
    }

    @Test
    void fileThatCannotBeReadIsTold() throws IOException {
        read(About.CLIENTS, "file:" + folder.resolve("missing"), "file:" + folder);
        Files.write(folder.resolve("latin"), new byte[] {'a', (byte) 0xE9, '\n'});
        read(About.ADDRESSES, "file:" + folder.resolve("latin"));
        assertEquals(List.of("is no file", "is no file", "is not UTF-8 text"), problems.stream().map(Problem::wrong).toList());
    }

    @Test
    void fileOfNonsenseDoesNotFloodTheTerminal() throws IOException {
        readFile(About.CLIENTS, "!\n".repeat(1000));
        assertEquals(21, problems.size());
        assertEquals("has 1000 lines that are no entry", problems.getLast().wrong());
    }
}
