package io.postern.route;

/** What becomes of a recipient domain. */
public sealed interface Routing {

    /** There is somebody to hand the mail to. */
    record To(Destination destination) implements Routing {
    }

    /** No route, and this client may not relay. */
    record Denied() implements Routing {
    }

    /** {@code detail} is for the log. */
    record Failed(RouteFailure failure, String detail) implements Routing {
    }
}
