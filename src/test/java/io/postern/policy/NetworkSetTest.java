package io.postern.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.postern.config.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NetworkSetTest {

    private static NetworkSet set(List<Network> networks) {
        var set = new NetworkSet.Builder();
        networks.forEach(set::add);
        return set.build();
    }

    private static NetworkSet set(String... networks) {
        return set(List.of(networks).stream().map(text -> Network.parse(text).orElseThrow()).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,          10.0.0.0,        true",
        "10.0.0.0/8,          10.255.255.255,  true",
        "10.0.0.0/8,          11.0.0.0,        false",
        "10.0.0.0/8,          9.255.255.255,   false",
        "192.0.2.77/24,       192.0.2.1,       true",
        "192.0.2.7,           192.0.2.7,       true",
        "192.0.2.7,           192.0.2.6,       false",
        "255.255.255.255,     255.255.255.255, true",
        "0.0.0.0/0,           255.1.2.3,       true",
        "0.0.0.0/0,           ::1,             false",
        "::/0,                10.0.0.1,        false",
        "::/0,                ffff::1,         true",
        "2001:db8::/32,       2001:db8:ffff::, true",
        "2001:db8::/32,       2001:db9::,      false",
        "2001:db8::/63,       2001:db8:0:1::5, true",
        "2001:db8::/64,       2001:db8:0:1::5, false",
        "2001:db8::/65,       2001:db8::8000:0:0:0, false",
        "2001:db8::1,         2001:db8::1,     true",
        "2001:db8::1,         2001:db8::2,     false",
        "::ffff:192.0.2.0/24, 192.0.2.9,       true"})
    void oneNetwork(String network, String address, boolean contained) {
        assertEquals(contained, set(network).contains(InetAddress.ofLiteral(address)));
    }

    @Test
    void emptySetHasNothing() {
        assertTrue(set().isEmpty());
        assertFalse(set().contains(InetAddress.ofLiteral("0.0.0.0")));
        assertFalse(set().contains(InetAddress.ofLiteral("::")));
    }

    /** Nested, equal and neighbouring networks in any order say what each of them says alone. */
    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void manyNetworksAreTheSumOfEach(int octets) throws UnknownHostException {
        var random = new Random(octets);
        for (int round = 0; round < 200; round++) {
            var networks = new ArrayList<Network>();
            for (int i = 0; i < 30; i++) {
                networks.add(new Network(address(random, octets), random.nextInt(octets * 8 + 1)));
            }
            networks.removeIf(network -> network.prefixLength() < 3);
            var set = set(networks);
            for (int i = 0; i < 100; i++) {
                var asked = address(random, octets);
                assertEquals(networks.stream().anyMatch(network -> network.contains(asked)), set.contains(asked),
                        () -> asked + " in " + networks);
            }
        }
    }

    /** Of few different bits, so that networks meet. */
    private static InetAddress address(Random random, int length) throws UnknownHostException {
        var octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) (random.nextInt(4) == 0 ? 0x80 : random.nextInt(3) == 0 ? 0xFF : 0);
        }
        return InetAddress.getByAddress(octets);
    }
}
