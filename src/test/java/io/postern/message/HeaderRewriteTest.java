package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.netty.buffer.Unpooled;
import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;
import io.postern.wire.DataScanner;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HeaderRewriteTest {

    private static final String MESSAGE = "A: 1\r\nB: 2\r\n  more\r\na : 3\r\n..c: 4\r\nD: 5\r\n\r\nA: body\r\n..\r\n";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whateverTheCutsOnlyTheNamedFieldsChange() throws Exception {
        var edits = HeaderEdits.without("a", 2).then(HeaderEdits.without("B", 1)).then(HeaderEdits.without(".C", 1))
                .then(new HeaderEdits(List.of(), List.of(new Change("d", 1, Optional.of("five"))), List.of(new Header("E", "6"))));
        for (int cut = 0; cut <= MESSAGE.length(); cut++) {
            assertEquals("A: 1\r\nd: five\r\nE: 6\r\n\r\nA: body\r\n..\r\n", rewritten(MESSAGE, edits, cut), "cut at " + cut);
        }
    }

    @Test
    void theLaterChangeOfAFieldCounts() throws Exception {
        var edits = HeaderEdits.without("A", 1).then(changed("A", 1, "one"));
        assertEquals("A: one\r\n\r\nx\r\n", rewritten("A: 1\r\n\r\nx\r\n", edits, 3));
    }

    @Test
    void whatIsNotThereCannotBeChanged() throws Exception {
        assertEquals(MESSAGE, rewritten(MESSAGE, changed("A", 3, "x").then(HeaderEdits.without("F", 1)), 20));
    }

    @Test
    void aMessageWithoutABodyHasItsFieldsAtTheEnd() throws Exception {
        var edits = new HeaderEdits(List.of(), List.of(), List.of(new Header("E", "6")));
        assertEquals("A: 1\r\nE: 6\r\n", rewritten("A: 1\r\n", edits, 2));
    }

    @Test
    void whatIsFoldedAlreadyKeepsItsFolds() throws Exception {
        assertEquals("S: a\r\n\tb\r\n\r\n", rewritten("S: x\r\n\r\n", changed("S", 1, "a\r\n\tb"), 0));
        for (var broken : List.of("a\r\nb", "a\r\n \r\n b", "a\r\n ", "a\n b", "a\rb", "\0")) {
            assertThrows(IllegalArgumentException.class, () -> new Header("S", broken));
        }
    }

    @Test
    void whatBeginsWithWhiteSpaceIsWrittenAsItIs() throws Exception {
        var longOne = " " + "word ".repeat(30) + "end";
        assertEquals("S:" + longOne + "\r\n\r\n", rewritten("S: x\r\n\r\n", changed("S", 1, longOne), 0));
        assertEquals("S:\tx\r\n", new String(HeaderEdits.of("S", "\tx").onTop(), StandardCharsets.US_ASCII));
        assertEquals("S:\r\n x\r\n", new String(HeaderEdits.of("S", "\r\n x").onTop(), StandardCharsets.US_ASCII));
    }

    @Test
    void linesStandAsTheEditsWantThem() {
        var edits = HeaderEdits.of("Top", "1").then(HeaderEdits.without("a", 1)).then(changed("b", 1, "new"))
                .then(new HeaderEdits(List.of(), List.of(), List.of(new Header("End", "2"))));
        var section = "A: gone\r\nB: 2\r\nno field\r\na :kept\r\n\tfolded\r\nC:";
        assertEquals(List.of(new HeaderLine("Top", " 1", 0), new HeaderLine("b", " new", 1),
                new HeaderLine("a", "kept\r\n\tfolded", 2), new HeaderLine("C", "", 1), new HeaderLine("End", " 2", 0)),
                HeaderLine.in(section.getBytes(StandardCharsets.US_ASCII), edits));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
            "Subject: a|Subject: [SPAM] a", "subject :a|Subject: [SPAM] a", "Subject: [SPAM] a|Subject: [SPAM] a",
            "Subject:|Subject: [SPAM]", "Subject:~ a|Subject: [SPAM]~ a", "Subject: a~ b|Subject: [SPAM] a~ b",
            "Subject: =?utf-8?q?=C3=BC?=|Subject: [SPAM] =?utf-8?q?=C3=BC?=", "A: 1|A: 1~Subject: [SPAM]",
            "Subject: a~Subject: b|Subject: [SPAM] a~Subject: b", "Subject: caf\u00e9|Subject: [SPAM] caf\u00e9"})
    void wordsBeforeTheSubject(String before, String after) throws Exception {
        assertEquals(after.replace("~", "\r\n") + "\r\n\r\nbody\r\n", rewritten(before.replace("~", "\r\n") + "\r\n\r\nbody\r\n",
                HeaderEdits.subjectPrefix("[SPAM] "), 5));
    }

    @Test
    void wordsBeforeALongSubjectStandOnALineOfTheirOwn() throws Exception {
        var subject = "word ".repeat(14) + "end";
        assertEquals("Subject: [SPAM]\r\n " + subject + "\r\n\r\n", rewritten("Subject: " + subject + "\r\n\r\n",
                HeaderEdits.subjectPrefix("[SPAM]"), 0));
    }

    /** RFC 2047 §6.2: white space between two encoded words is not shown. */
    @Test
    void wordsThatAreNotAsciiAreEncodedAndStayApartFromEncodedOnes() throws Exception {
        var edits = HeaderEdits.subjectPrefix("\u00fcbel");
        var alone = "=?UTF-8?B?" + Base64.getEncoder().encodeToString("\u00fcbel".getBytes(StandardCharsets.UTF_8)) + "?=";
        var apart = "=?UTF-8?B?" + Base64.getEncoder().encodeToString("\u00fcbel ".getBytes(StandardCharsets.UTF_8)) + "?=";
        assertEquals("Subject: " + alone + " a\r\n\r\n", rewritten("Subject: a\r\n\r\n", edits, 0));
        assertEquals("Subject: " + apart + " =?utf-8?q?=C3=BC?=\r\n\r\n",
                rewritten("Subject: =?utf-8?q?=C3=BC?=\r\n\r\n", edits, 0));
        for (var unfit : List.of("", " ", "a\r\nb", "x".repeat(45), "\u00fc".repeat(23))) {
            assertThrows(IllegalArgumentException.class, () -> HeaderEdits.subjectPrefix(unfit));
        }
    }

    @Test
    void eachPrefixStandsOnceBeforeASubjectThatIsChangedOrWasRemoved() throws Exception {
        var edits = HeaderEdits.subjectPrefix("[A]").then(HeaderEdits.subjectPrefix("[B]")).then(HeaderEdits.subjectPrefix("[A]"));
        assertEquals("Subject: [A] [B] new\r\n\r\n", rewritten("Subject: old\r\n\r\n", edits.then(changed("Subject", 1, "new")), 0));
        assertEquals("Subject: [A] [B]\r\n\r\n", rewritten("Subject: old\r\n\r\n", edits.then(HeaderEdits.without("subject", 1)), 0));
        assertEquals(List.of(new Header("X", "1"), new Header("Subject", "[A] [B]")),
                HeaderEdits.of("X", "1").then(edits).withoutSection().prepend());
        assertFalse(edits.isOnTop());
    }

    /** A stranger may write as many fields as a header section holds. */
    @Test
    void thousandsOfChangesAreNoMoreWorkThanTheirNumber() throws Exception {
        int count = 30_000;
        var changes = IntStream.rangeClosed(1, count).mapToObj(i -> new Change("a", i, Optional.empty())).toList();
        assertEquals("B: 2\r\n\r\n", rewritten("A: 1\r\n".repeat(count) + "B: 2\r\n\r\n",
                new HeaderEdits(List.of(), changes, List.of()), 0));
    }

    @Test
    void resultsInOurNameAreLeftOutWhateverTheCutsAndOthersStay() throws Exception {
        var message = "Authentication-Results: mx.test; a\r\nX: 1\r\nauthentication-results : (c)\r\n\tMX.test 1; b\r\n"
                + "Authentication-Results: other.test; c\r\n.Authentication-Results: mx.test\r\n\r\nAuthentication-Results: mx.test\r\n";
        for (int cut = 0; cut <= message.length(); cut++) {
            assertEquals("X: 1\r\nAuthentication-Results: other.test; c\r\n\r\nAuthentication-Results: mx.test\r\n",
                    rewritten(message, HeaderEdits.withoutResultsOf(Set.of("mx.test")), cut), "cut at " + cut);
        }
        var ours = HeaderEdits.of("Authentication-Results", "mx.test; ours");
        assertEquals(ours.prepend(), HeaderEdits.withoutResultsOf(Set.of("mx.test")).then(ours).prepend(), "ours comes on top");
    }

    @Test
    void aBodyThatIsKeptLivesAsLongAsTheOneThatKeepsIt() throws Exception {
        var budget = new BodyBudget(1 << 20, 1 << 20, 0, folder);
        onLoop(() -> {
            var body = body(budget, MESSAGE, 0);
            var made = body.writer(context);
            made.append(Unpooled.copiedBuffer("other", StandardCharsets.US_ASCII));
            body.keep(made.finishContent(new BodyTraits(5, false, false, 0, false)));
            body.retain().release();
            assertTrue(budget.memoryOctets() > 1 << 10, "both are held");
            body.release();
            return Future.succeededFuture();
        });
        assertEquals(0, budget.memoryOctets());
    }

    @Test
    void withoutRoomThereIsNoBodyAndNothingIsHeld() throws Exception {
        var budget = new BodyBudget(64 << 10, 1 << 20, 0, folder);
        var text = "A: 1\r\n\r\n" + "x".repeat(40 << 10) + "\r\n";
        assertTrue(onLoop(() -> {
            var body = body(budget, text, text.length());
            return HeaderRewrite.of(body, HeaderEdits.without("A", 1), context).onComplete(_ -> body.release());
        }).isEmpty());
        assertEquals(0, budget.memoryOctets());
    }

    private static HeaderEdits changed(String name, int occurrence, String value) {
        return new HeaderEdits(List.of(), List.of(new Change(name, occurrence, Optional.of(value))), List.of());
    }

    /** In wire form; the traits are those that a scanner finds in it. */
    private String rewritten(String wire, HeaderEdits edits, int cut) throws Exception {
        var budget = new BodyBudget(1 << 20, 1 << 20, 1 << 20, folder);
        var text = onLoop(() -> {
            var body = body(budget, wire, cut);
            return HeaderRewrite.of(body, edits, context).map(made -> {
                body.release();
                var result = made.orElseThrow();
                var octets = Unpooled.buffer();
                result.memorySlices().orElseThrow().forEach(slice -> {
                    octets.writeBytes(slice);
                    slice.release();
                });
                var scanner = new DataScanner();
                scanner.scan(octets.duplicate());
                assertEquals(scanner.contentOctets(), result.contentOctets());
                assertEquals(octets.readableBytes() - scanner.contentOctets(), result.traits().lineDots());
                result.release();
                return octets.toString(StandardCharsets.ISO_8859_1);
            });
        });
        assertEquals(0, budget.memoryOctets());
        return text;
    }

    private Body body(BodyBudget budget, String wire, int cut) {
        var writer = new BodyWriter(budget, context);
        for (var part : List.of(wire.substring(0, cut), wire.substring(cut))) {
            assertFalse(writer.append(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1)).failed());
        }
        var scanner = new DataScanner();
        scanner.scan(Unpooled.copiedBuffer(wire, StandardCharsets.ISO_8859_1));
        return writer.finish(0, scanner.contentOctets(), false);
    }

    private <T> T onLoop(Callable<Future<T>> work) throws Exception {
        var done = new CompletableFuture<T>();
        context.runOnContext(_ -> {
            try {
                work.call().onComplete(result -> {
                    if (result.succeeded()) {
                        done.complete(result.result());
                    } else {
                        done.completeExceptionally(result.cause());
                    }
                });
            } catch (Exception bug) {
                done.completeExceptionally(bug);
            }
        });
        return done.get(20, TimeUnit.SECONDS);
    }
}
