package io.postern.admin;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.postern.observe.ClusterView;
import io.postern.quarantine.DigestLink;
import io.postern.quarantine.QuarantineQuery;
import io.postern.quarantine.ReleaseOptions;
import io.postern.smtp.Domain;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What the admin listener can ask of its node. Called on the listener's event loop, so nothing here may block; a failed
 * future is a bug or broken I/O and is answered 500 without its words.
 */
public interface AdminActions {

    /** The node's own name: accepted in the Host field beside addresses. */
    String hostname();

    /** What else the configuration calls this node and its cluster: {@code identity.names}. */
    List<String> names();

    /** Name, version, state, load, listeners: what a person wants to know first. */
    JsonObject node();

    ClusterView cluster();

    /**
     * The plan for a recipient, given as a mailbox or as a domain alone, and what the other nodes believe; the domain has been
     * checked for its syntax.
     */
    Future<JsonObject> explain(String recipient);

    /** The plan as this node has it; no other node is asked. */
    Future<JsonObject> explainAlone(String recipient);

    /** Whether a route of this name is configured. */
    boolean hasRoute(String name);

    /** What this node knows of next hops. */
    JsonArray hops();

    /** Forgets what is known of a hop, named by its literal address and port; whether anything was. */
    boolean resetHop(InetSocketAddress hop);

    /** {@code "size"}: how many domains this node holds MX answers of; {@code "answers"}: some of them, in no order. */
    JsonObject mxCache();

    /** Forgets the domain's MX records and its hosts' addresses, here and in what the nodes share. */
    Future<Void> forgetMx(Domain domain);

    /**
     * {@code "messages"}: descriptions of the kept messages that are asked for, newest first, at most so many;
     * {@code "total"}: how many there are; {@code "next"}, if there are more: what the next page is asked for {@code after}.
     */
    Future<JsonObject> quarantine(QuarantineQuery query, Optional<String> after, int most);

    Future<Optional<JsonObject>> quarantined(String id);

    /** What a person should see of the message, as text. */
    Future<Optional<JsonObject>> preview(String id, Requester by);

    /** The message's octets in content form; the listener closes what it gets. */
    Future<Optional<Download>> quarantinedContent(String id, Requester by);

    /** Whether there was such a message. */
    Future<Boolean> deleteQuarantined(String id, Requester by);

    /**
     * Sends a kept message on; it is forgotten when all of its recipients have it. Empty if there is no such message and was
     * none that had been released; {@code "released"} in the answer says whether all that were meant have it now,
     * {@code "reply"} what the next hop said, {@code "verdict"} that scanners asked anew would not let it pass.
     */
    Future<Optional<JsonObject>> release(String id, ReleaseOptions options, Requester by);

    /**
     * {@code "entries"}: who did what, newest first, before a time, at most so many, to a message or (with an empty id) to
     * any; {@code "kept"}: whether the message is here. Empty if nothing is known of the message.
     */
    Future<Optional<JsonObject>> audit(String id, Optional<Instant> until, int most);

    /** What a link of a digest allows; empty if it is not ours, or too old. Asks nobody. */
    Optional<DigestLink> readLink(String text);

    /** The message that a link is about, if it is still kept and a link may release it. */
    Future<Optional<JsonObject>> linked(DigestLink link);

    /** Does what a link is for; {@code "gone"} if there is nothing to release. */
    Future<JsonObject> follow(DigestLink link, String client);

    /** The last seconds of this node's messages, as {@link io.postern.observe.Pulse} tells them. */
    JsonObject series(int seconds);

    /** The last messages that were put off, newest first. */
    JsonArray deferrals();

    /** What each other node answers to the same question, or why it does not: never fails. */
    Future<JsonArray> siblings(String uri);

    /** Has another node, named as in {@link #cluster()}, answer a request of somebody. */
    Future<Forwarding> forward(String node, HttpMethod method, String uri, Requester by);

    /** What another node answers to a POST of somebody; fails with the reason why it does not. */
    Future<JsonObject> tell(String node, String uri, Requester by);

    /** Starts draining; returns at once. */
    void drain();

    /** Reads the configuration anew; the problems that kept it from being taken, none if it was. */
    Future<List<String>> reload();
}
