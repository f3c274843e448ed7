package io.postern.relay;

/** How much of a route's mail one node lets out: messages on their way at once, and begun in a second; 0 is no limit. */
public record RouteLimit(String route, int connections, int messagesPerSecond) {
}
