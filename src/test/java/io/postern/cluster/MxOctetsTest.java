package io.postern.cluster;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.postern.route.MxAnswer;
import io.postern.route.MxHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MxOctetsTest {

    private static final Instant EXPIRY = Instant.ofEpochMilli(1_800_000_000_000L);

    static List<MxAnswer> answers() {
        return List.of(
                new MxAnswer.Hosts(List.of(new MxHost("a.example", 0), new MxHost("bücher.example", 65_535)), EXPIRY),
                new MxAnswer.ImplicitHost("example.com", EXPIRY),
                new MxAnswer.NullMx(EXPIRY),
                new MxAnswer.NoSuchDomain(EXPIRY));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void readsWhatItWrote(MxAnswer answer) {
        assertEquals(Optional.of(answer), MxOctets.read(MxOctets.write(answer).orElseThrow(), EXPIRY));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void cutAnywhereOrContinuedIsNoAnswer(MxAnswer answer) {
        var octets = MxOctets.write(answer).orElseThrow();
        for (var length = 0; length < octets.length; length++) {
            assertEquals(Optional.empty(), MxOctets.read(Arrays.copyOf(octets, length), EXPIRY), "cut at " + length);
        }
        assertEquals(Optional.empty(), MxOctets.read(Arrays.copyOf(octets, octets.length + 1), EXPIRY));
    }

    @Test
    void otherFormsAndKindsAreNoAnswer() {
        assertEquals(Optional.empty(), MxOctets.read(new byte[] {2, 2, 0}, EXPIRY));
        assertEquals(Optional.empty(), MxOctets.read(new byte[] {1, 9, 0}, EXPIRY));
        assertEquals(Optional.empty(), MxOctets.read(new byte[] {1, 0, 0}, EXPIRY));
    }

    @Test
    void failuresAreNotShared() {
        assertEquals(Optional.empty(), MxOctets.write(new MxAnswer.Unavailable("SERVFAIL", EXPIRY)));
    }
}
