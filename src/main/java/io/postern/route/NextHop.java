package io.postern.route;

/** A host to hand mail to, by name or literal address; the lower preference is the better one. */
public record NextHop(String host, int port, int preference) {
}
