package io.postern.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DemoZoneTest {

    private static final String TEXT = """
            $TTL 60
            @ IN SOA ns hostmaster 1 3600 600 86400 60
            @ IN NS ns
            ns IN A 127.0.0.1
            demo IN MX 10 mx1.demo
            demo IN MX 10 mx2.demo
            mx1.demo IN A 127.0.0.1
            mx2.demo IN A 127.0.0.1
            alias IN CNAME demo
            """ + IntStream.range(0, 40)
                    .mapToObj("many IN MX 10 host%d.with-a-long-name-to-fill-the-datagram.demo\n"::formatted)
                    .collect(Collectors.joining());

    @ParameterizedTest
    @CsvSource({
        "demo.postern.test., MX, NOERROR, 2, 0",
        "DEMO.postern.TEST., MX, NOERROR, 2, 0",
        "mx1.demo.postern.test., A, NOERROR, 1, 0",
        "mx1.demo.postern.test., AAAA, NOERROR, 0, 1",
        "alias.postern.test., MX, NOERROR, 3, 0",
        "nothing.postern.test., MX, NXDOMAIN, 0, 1",
        "example.com., MX, REFUSED, 0, 0"})
    void answersWithAuthority(String name, String type, String rcode, int answers, int authority) throws IOException {
        var answer = new Message(zone().answerDatagram(question(name, Type.value(type))).getBytes());
        assertEquals(rcode, Rcode.string(answer.getRcode()));
        assertEquals(answers, answer.getSection(Section.ANSWER).size());
        assertEquals(authority, answer.getSection(Section.AUTHORITY).size());
        assertEquals(!rcode.equals("REFUSED"), answer.getHeader().getFlag(Flags.AA));
    }

    @Test
    void whatDoesNotFitADatagramIsTruncatedAndWholeOverTcp() throws IOException {
        var question = question("many.postern.test.", Type.MX);
        var datagram = new Message(zone().answerDatagram(question).getBytes());
        assertTrue(datagram.getHeader().getFlag(Flags.TC));
        assertEquals(40, new Message(zone().answerStream(question).getBytes()).getSection(Section.ANSWER).size());
    }

    @Test
    void garbageGetsNoAnswer() throws IOException {
        var question = question("demo.postern.test.", Type.MX);
        for (int cut = 0; cut < question.length(); cut++) {
            assertEquals(0, zone().answerDatagram(question.getBuffer(0, cut)).length());
        }
    }

    @Test
    void aResolverIsServedOverBothTransports() throws Exception {
        var vertx = Vertx.vertx();
        try {
            var server = DemoDns.start(vertx, zone()).await(10, TimeUnit.SECONDS);
            for (var tcp : new boolean[] {false, true}) {
                var resolver = new SimpleResolver(DemoDns.HOST);
                resolver.setPort(server.port());
                resolver.setTCP(tcp);
                resolver.setTimeout(Duration.ofSeconds(10));
                var answer = resolver.send(new Message(question("demo.postern.test.", Type.MX).getBytes()));
                assertEquals(2, answer.getSection(Section.ANSWER).size());
            }
            server.close().await(10, TimeUnit.SECONDS);
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private static DemoZone zone() throws IOException {
        return DemoZone.parse("postern.test.", TEXT);
    }

    private static Buffer question(String name, int type) throws IOException {
        return Buffer.buffer(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)).toWire());
    }
}
