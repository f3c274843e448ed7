package io.postern.cluster;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import io.postern.route.AddressAnswer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AddressOctetsTest {

    private static final Instant END = Instant.ofEpochSecond(1_800_000_000);
    private static final AddressAnswer FOUND = new AddressAnswer.Found(
            List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1")), "mx.example", END);

    @Test
    void whatIsWrittenIsRead() {
        for (var answer : List.of(FOUND, new AddressAnswer.None(END))) {
            assertEquals(Optional.of(answer), AddressOctets.read(AddressOctets.write(answer).orElseThrow(), END));
        }
    }

    @Test
    void failuresAndCrowdsAreNotWritten() {
        assertEquals(Optional.empty(), AddressOctets.write(new AddressAnswer.Unavailable("SERVFAIL", END)));
        var crowd = Collections.nCopies(256, InetAddress.ofLiteral("192.0.2.1"));
        assertEquals(Optional.empty(), AddressOctets.write(new AddressAnswer.Found(crowd, "mx.example", END)));
    }

    @Test
    void octetsCutAnywhereOrWithSomethingLeftOverAreNoAnswer() {
        var octets = AddressOctets.write(FOUND).orElseThrow();
        for (int length = 0; length < octets.length; length++) {
            assertEquals(Optional.empty(), AddressOctets.read(Arrays.copyOf(octets, length), END));
        }
        assertEquals(Optional.empty(), AddressOctets.read(Arrays.copyOf(octets, octets.length + 1), END));
        octets[2] = 5;
        assertEquals(Optional.empty(), AddressOctets.read(octets, END), "an address of five octets");
    }
}
