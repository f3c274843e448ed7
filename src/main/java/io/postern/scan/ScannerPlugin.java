package io.postern.scan;

import java.util.Map;

import io.vertx.core.Vertx;

/**
 * A kind of scanner that is not part of Postern. A jar names its class in
 * {@code META-INF/services/io.postern.scan.ScannerPlugin} ({@link java.util.ServiceLoader}).
 */
public interface ScannerPlugin {

    /** What {@code scan[].plugin} calls it: lower-case letters, digits and hyphens. */
    String name();

    /**
     * Called once for each scanner of each configuration, not on an event loop, where it may block.
     *
     * @param scanner what {@link Scanner#name} must answer
     * @param settings as configured
     * @return what looks at messages, on event loops, where it must not block: {@code input.context().executeBlocking} may, on
     * sixteen threads of this scanner's own. An answer that is not there after twice the timeout is given up, and the message is
     * released: reading its {@code contentStream()} fails from then on, but a {@code forEachSlice} whose sink does not
     * complete would hold it for good
     * @throws IllegalArgumentException the settings make no sense; its message is for the operator
     */
    Scanner scanner(String scanner, Map<String, String> settings, Vertx vertx);
}
