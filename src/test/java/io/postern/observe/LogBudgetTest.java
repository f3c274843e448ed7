package io.postern.observe;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LogBudgetTest {

    private long nanos;
    private final LogBudget budget = new LogBudget(() -> nanos);

    private OptionalLong ask(int times) {
        var last = OptionalLong.empty();
        for (int i = 0; i < times; i++) {
            last = budget.ask();
        }
        return last;
    }

    @Test
    void aFewAreToldAndTheNextMinuteSaysHowManyWereNot() {
        assertEquals(OptionalLong.of(0), ask(LogBudget.LINES));
        assertEquals(OptionalLong.empty(), ask(500));
        nanos = LogBudget.WINDOW.toNanos() - 1;
        assertEquals(OptionalLong.empty(), ask(1));
        nanos++;
        assertEquals(OptionalLong.of(501), ask(1));
        assertEquals(OptionalLong.of(0), ask(1));
    }
}
