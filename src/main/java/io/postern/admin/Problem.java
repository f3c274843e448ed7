package io.postern.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Every error the listener gives, as a problem document (RFC 9457) of type {@code urn:postern:problem:<name>}. */
final class Problem {

    static final String CONTENT_TYPE = "application/problem+json";

    private Problem() {
    }

    static Answer badRequest(String detail) {
        return of(400, "bad-request", "bad request", detail);
    }

    /** RFC 9110 §11.6.1: a 401 carries a challenge. */
    static Answer unauthorized() {
        return with(Map.of("WWW-Authenticate", "Bearer realm=\"postern\""),
                of(401, "token-required", "token required", "send the admin token as Authorization: Bearer"));
    }

    static Answer noToken() {
        return of(403, "no-token-configured", "no token configured", "set admin.token in the configuration to use the API");
    }

    static Answer foreignOrigin() {
        return of(403, "foreign-origin", "foreign origin", "a page of another site must not change this node");
    }

    static Answer notFound() {
        return of(404, "not-found", "not found", "there is nothing under this path");
    }

    static Answer noSuchMessage() {
        return of(404, "no-such-message", "no such message", "the quarantine holds no message of this id");
    }

    static Answer noSuchNode() {
        return of(404, "no-such-node", "no such node", "the cluster has no living node of this name");
    }

    static Answer noSuchHop() {
        return of(404, "no-such-hop", "no such hop", "nothing is known of this hop");
    }

    /** RFC 9110 §15.5.6: a 405 says what is allowed. */
    static Answer wrongMethod(String allow) {
        return with(Map.of("Allow", allow), of(405, "wrong-method", "wrong method", "allowed here: " + allow));
    }

    static Answer tooLarge() {
        return closing(of(413, "too-large", "request too large", "no request of this API needs a body"));
    }

    static Answer misdirected() {
        return of(421, "foreign-host", "foreign host",
                "the Host field must be an address, localhost or a name of this node");
    }

    static Answer anotherNode() {
        return of(421, "another-node", "another node", "the request was meant for a node of another name");
    }

    static Answer notReloaded(List<String> problems) {
        var body = body(422, "invalid-configuration", "invalid configuration", "nothing was changed");
        return document(422, body.put("problems", new JsonArray(problems)));
    }

    static Answer malformed(int status) {
        return closing(of(status, "malformed-request", "malformed request", "this is not HTTP as this listener takes it"));
    }

    static Answer unreadable(String why) {
        return of(500, "unreadable-message", "message cannot be read", why);
    }

    static Answer internal() {
        return of(500, "internal-error", "internal error", "the log says more");
    }

    /** With the description of the attempt, whose own detail says more than ours. */
    static Answer notReleased(JsonObject attempt) {
        var body = body(502, "not-released", "not released", "the message stays in quarantine");
        return document(502, body.mergeIn(attempt));
    }

    /** With the description of the attempt. */
    static Answer stillBad(JsonObject attempt) {
        var body = body(409, "still-bad", "still bad", "the scanners looked again and would not let it pass; force lets it go");
        return document(409, body.mergeIn(attempt));
    }

    /** RFC 9110 §15.6.5 */
    static Answer unanswered(String why) {
        return of(504, "node-unanswered", "the node does not answer", why);
    }

    static Answer notReady(String state) {
        return of(503, "not-ready", "not ready", "the node is " + state);
    }

    private static Answer.Whole of(int status, String name, String title, String detail) {
        return document(status, body(status, name, title, detail));
    }

    private static JsonObject body(int status, String name, String title, String detail) {
        return new JsonObject().put("type", "urn:postern:problem:" + name).put("title", title)
                .put("status", status).put("detail", detail);
    }

    private static Answer.Whole document(int status, JsonObject body) {
        return new Answer.Whole(status, Map.of("Content-Type", CONTENT_TYPE), body.toBuffer());
    }

    private static Answer closing(Answer.Whole answer) {
        return with(Map.of("Connection", "close"), answer);
    }

    private static Answer with(Map<String, String> more, Answer.Whole answer) {
        var headers = new HashMap<>(answer.headers());
        headers.putAll(more);
        return new Answer.Whole(answer.status(), Map.copyOf(headers), answer.body());
    }
}
