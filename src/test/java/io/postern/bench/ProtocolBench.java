package io.postern.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.smtp.CommandParser;
import io.postern.smtp.Offer;
import io.postern.wire.DataScanner;
import io.postern.wire.DotStuffing;
import io.postern.wire.ParsedReply;
import io.postern.wire.ReplyParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What the pure types of one message's way cost. A body is 50 KiB of lines of 0 to 77 octets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProtocolBench {

    private static final int BODY_OCTETS = 50 << 10;

    private final ByteBuf body = Unpooled.directBuffer(BODY_OCTETS + 200);
    private final ByteBuf content = Unpooled.directBuffer(BODY_OCTETS + 200);
    private final ByteBuf replies = Unpooled.directBuffer(200);

    /** Lines as text has them, one of forty begins with a dot, and the terminator. */
    @Setup
    public void fill() {
        var random = new SplittableRandom(1);
        while (body.writerIndex() < BODY_OCTETS) {
            if (random.nextInt(40) == 0) {
                body.writeBytes("..".getBytes(US_ASCII));
            }
            for (int letters = random.nextInt(78); letters > 0; letters--) {
                body.writeByte(letters % 7 == 0 ? ' ' : 'a' + random.nextInt(26));
            }
            body.writeBytes("\r\n".getBytes(US_ASCII));
        }
        body.writeBytes(".\r\n".getBytes(US_ASCII));
        replies.writeBytes("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End data with <CR><LF>.<CR><LF>\r\n".getBytes(US_ASCII));
    }

    @Benchmark
    public CommandParser.Parsed commandMail() {
        return CommandParser.parse("MAIL FROM:<alice.example@mail.example.com> SIZE=12345 BODY=8BITMIME", Offer.PLAIN);
    }

    @Benchmark
    public CommandParser.Parsed commandRcpt() {
        return CommandParser.parse("RCPT TO:<bob@example.org>", Offer.PLAIN);
    }

    @Benchmark
    public long dataScanner50KiB() {
        var scanner = new DataScanner();
        scanner.scan(body.readerIndex(0));
        return scanner.contentOctets();
    }

    @Benchmark
    public ByteBuf unstuffing50KiB() {
        content.clear();
        DotStuffing.unstuffing().transform(body.readerIndex(0), content);
        return content;
    }

    /** The three replies to MAIL, RCPT and DATA in one segment. */
    @Benchmark
    public ParsedReply replyParserThree() {
        var parser = new ReplyParser();
        replies.readerIndex(0);
        parser.next(replies);
        parser.next(replies);
        return parser.next(replies).orElseThrow();
    }
}
