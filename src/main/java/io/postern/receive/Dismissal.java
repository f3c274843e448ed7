package io.postern.receive;

/** Why a client was sent away for how it behaved: the labels of metrics and log. */
public enum Dismissal {

    /** Not from a load balancer of this listener. */
    PROXY_SOURCE("refused", "proxy-source"),
    /** No PROXY header, or none in time. */
    PROXY_HEADER("refused", "proxy-header"),
    /** It spoke before it was greeted. */
    EARLY_TALKER("closed", "early-talker"),
    /** It sent commands before it had heard what we can do. */
    PIPELINING("closed", "pipelining"),
    HTTP("closed", "http"),
    ERRORS("closed", "errors"),
    /** Too many commands that lead nowhere. */
    IDLE("closed", "idle"),
    TIMEOUT("closed", "timeout");

    private final String result;
    private final String cause;

    Dismissal(String result, String cause) {
        this.result = result;
        this.cause = cause;
    }

    public String result() {
        return result;
    }

    public String cause() {
        return cause;
    }
}
