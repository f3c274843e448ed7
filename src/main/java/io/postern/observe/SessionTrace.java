package io.postern.observe;

/** The span of one session, to which those of its messages belong. On the session's event loop; never blocks. */
public interface SessionTrace {

    SessionTrace NONE = new SessionTrace() {

        @Override
        public void message(MessageTimes times) {
            // nobody asks
        }

        @Override
        public void end() {
            // nobody asks
        }
    };

    /** A message has just been answered. */
    void message(MessageTimes times);

    /** The session is gone. */
    void end();
}
