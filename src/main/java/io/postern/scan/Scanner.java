package io.postern.scan;

import io.vertx.core.Future;

/**
 * Something that looks at a message and gives a verdict. What keeps it from looking is {@link Verdict.Unsure}, never a
 * guess; a failed future is a bug and counts as unsure.
 */
public interface Scanner {

    /** The configured name: a label of metrics and log. */
    String name();

    /**
     * Called on {@code input.context()}, where the future must complete too. The body stays readable until it does,
     * even past the scanner's timeout, so that it must complete in bounded time. The scanner does not release the body.
     */
    Future<Verdict> scan(ScanInput input);
}
