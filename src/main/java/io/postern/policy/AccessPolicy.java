package io.postern.policy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.postern.config.Config;
import io.postern.smtp.Domain;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.Replies;
import io.postern.smtp.ReversePath;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Who may talk, of one generation. In this order: a client of allow-clients is welcome; one of block-clients is refused, by
 * address at the door, by name at RCPT; one whose DNS lists weigh enough is refused at RCPT; then, for every client, blocked
 * senders and blocked recipients, both at RCPT, so that the log has the envelope. All but the last spare postmaster.
 */
public final class AccessPolicy {

    private static final Future<ClientName> UNNAMED = Future.succeededFuture(ClientName.NONE);

    private final Vertx vertx;
    private final Config.Access access;
    private final AccessLists lists;
    private final EnvelopeRules envelope;
    private final RelayAccess relayAccess;
    private final ReverseNames names;
    private final DnsLists dnsLists;
    private final NetworkSet unnamed;
    private final NetworkSet unlisted;
    private final boolean open;

    public AccessPolicy(Vertx vertx, Config.Access access, AccessLists lists, ReverseNames names, DnsLists dnsLists) {
        this.vertx = vertx;
        this.access = access;
        this.lists = lists;
        this.envelope = new EnvelopeRules(lists.blockSenders(), lists.blockRecipients());
        this.relayAccess = new RelayAccess(access.relayFrom());
        this.names = names;
        this.dnsLists = dnsLists;
        this.unnamed = NetworkSet.of(access.reverseDnsExcept());
        this.unlisted = NetworkSet.of(access.dnsListsExcept());
        this.open = lists.allowClients().isEmpty() && lists.blockClients().isEmpty()
                && dnsLists.isEmpty() && access.greetingPause().isZero();
    }

    /** The files that this policy was made of. */
    public List<Path> files() {
        return lists.files();
    }

    /** A client has connected: what must be asked about it is asked from now on, and nothing waits for the answers. */
    public ClientCheck arrived(InetAddress client) {
        boolean hasName = access.reverseDns() && !unnamed.contains(client);
        if (open && !hasName) {
            return OpenClient.OPEN;
        }
        boolean allowed = lists.allowClients().contains(client);
        boolean blocked = !allowed && lists.blockClients().contains(client);
        if (blocked && !(hasName && lists.allowClients().hasNames())) {
            return new ClientCheck.Refused(blocked(client, Decision.Then.CLOSE));
        }
        boolean welcome = allowed || relayAccess.permits(client);
        return new AskedClient(vertx, this, client,
                allowed ? AskedClient.Standing.ALLOWED : blocked ? AskedClient.Standing.BLOCKED : AskedClient.Standing.NONE,
                hasName ? names.of(client) : UNNAMED,
                welcome || dnsLists.isEmpty() || unlisted.contains(client) ? Listings.NONE : dnsLists.ask(client),
                welcome ? Duration.ZERO : access.greetingPause());
    }

    /** Whether the client is of allow-clients, by address or by {@code name}, or may send to any domain. */
    public boolean isWelcome(InetAddress client, Optional<String> name) {
        return relayAccess.permits(client) || lists.allowClients().contains(client)
                || name.isPresent() && lists.allowClients().contains(new Domain(name.get()));
    }

    /** One recipient of one sender; complete at once where nothing has to be awaited. */
    public Future<Decision> recipient(ClientCheck.Admitted client, ReversePath from, ForwardPath to) {
        if (client == OpenClient.OPEN && envelope.isEmpty()) {
            return OpenClient.ALLOWED;
        }
        if (envelope.recipient(to) instanceof Decision.Refuse refusal) {
            return Future.succeededFuture(refusal);
        }
        if (EnvelopeRules.isPostmaster(to)) {
            return OpenClient.ALLOWED;
        }
        var decided = client.decision();
        return envelope.isEmpty() ? decided
                : decided.map(decision -> decision instanceof Decision.Refuse ? decision : envelope.sender(from));
    }

    boolean needsNames() {
        return lists.allowClients().hasNames() || lists.blockClients().hasNames();
    }

    boolean mayAllow(ClientName name) {
        return name instanceof ClientName.Unknown && lists.allowClients().hasNames();
    }

    boolean allows(ClientName name) {
        return name instanceof ClientName.Confirmed(var domain) && lists.allowClients().contains(domain);
    }

    boolean blocks(ClientName name) {
        return name instanceof ClientName.Confirmed(var domain) && lists.blockClients().contains(domain);
    }

    Decision judge(InetAddress client, Listings listings) {
        var tally = listings.tally(dnsLists);
        return tally.weight() < access.dnsListThreshold() ? Decision.ALLOW : new Decision.Refuse(
                Replies.clientListed(client.getHostAddress(), tally.zone()), Decision.Then.STAY, "dns-list");
    }

    static Decision.Refuse blocked(InetAddress client, Decision.Then then) {
        return new Decision.Refuse(Replies.clientBlocked(client.getHostAddress()), then, "client-blocked");
    }

    Duration listPatience() {
        return access.dnsListTimeout();
    }
}
