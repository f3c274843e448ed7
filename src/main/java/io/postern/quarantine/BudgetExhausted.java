package io.postern.quarantine;

import java.io.IOException;

/** The node's budget for bodies is used up; another time may do. */
public final class BudgetExhausted extends IOException {

    private static final long serialVersionUID = 1;

    BudgetExhausted() {
        super("no room for a body now");
    }
}
