package io.postern.cli;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ProgressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | 0 | looking … 3 s
            0 | 7 | looking [--------------------] 0/7  3 s
            3 | 7 | looking [########------------] 3/7  3 s
            7 | 7 | looking [####################] 7/7  3 s
            9 | 7 | looking [####################] 9/7  3 s
            """)
    void line(int done, int all, String expected) {
        assertEquals(expected, Progress.line("looking", done, all, Duration.ofMillis(3999)));
    }
}
