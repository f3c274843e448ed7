package io.postern.route;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

import io.postern.config.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AddressPolicyTest {

    private static final List<Network> REFUSED = Stream.of("127.0.0.0/8", "::1/128", "::/128", "169.254.0.0/16",
            "fe80::/10", "0.0.0.0/8", "224.0.0.0/4", "ff00::/8").map(text -> Network.parse(text).orElseThrow()).toList();

    @ParameterizedTest
    @CsvSource({
        "198.51.100.1, true", "10.0.0.1, true", "2001:db8::1, true", "64:ff9b::c633:6401, true",
        "127.0.0.1, false", "127.255.255.255, false", "0.0.0.0, false", "169.254.169.254, false", "239.1.1.1, false",
        "::1, false", "::, false", "fe80::1, false", "ff02::1, false",
        "::ffff:127.0.0.1, false", "::7f00:1, false", "64:ff9b::7f00:1, false",
    })
    void strangersMayAimUsAt(String address, boolean permitted) {
        assertEquals(permitted, new AddressPolicy(REFUSED).permits(InetAddress.ofLiteral(address)));
    }
}
