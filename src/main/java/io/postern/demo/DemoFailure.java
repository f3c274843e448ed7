package io.postern.demo;

/** The demo cannot go on; the message is for the person at the terminal, without a stack trace. */
final class DemoFailure extends Exception {

    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }
}
