package io.postern.smtp;

import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EnhancedStatusTest {

    @ParameterizedTest
    @ValueSource(strings = {"2.0.0", "2.0.0 accepted", "4.13.255 wait", "5.999.1 3.4.5"})
    void standsAtTheHeadOfAText(String text) {
        var code = text.split(" ")[0];
        assertEquals(Optional.of(code), EnhancedStatus.at(text).map(EnhancedStatus::toString));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "2.", "2. 0.0", "2.0", "2.0.", "2..0", "2.0 .0", "2.0.0.0", "3.0.0", "22.0.0", ".0.0",
        "2.1000.0", "2.0.1000", "2.x.0", "2.0.-1", "2.\u0661.0", " 2.0.0", "accepted", "2.0.0accepted"})
    void otherwiseIsText(String text) {
        assertEquals(Optional.empty(), EnhancedStatus.at(text));
    }
}
