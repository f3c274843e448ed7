package io.postern;

import java.lang.reflect.Proxy;

/**
 * SIGTERM, SIGINT and SIGHUP as the operator means them. The JDK's supported modules have no API for signals; its
 * {@code sun.misc.Signal} is exported for this use, and called by reflection since the compiler warns of it.
 */
final class Signals {

    private Signals() {
    }

    /** Runs {@code action} on a thread of its own at each signal of that name ({@code "TERM"}). */
    static void on(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                if (method.getName().equals("handle")) {
                    Thread.ofPlatform().name("signal-" + name).start(action);
                }
                return null;
            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
            throw new IllegalStateException("cannot listen to SIG" + name, unsupported);
        }
    }
}
