package io.postern.receive;

import java.util.ArrayList;
import java.util.List;

import io.postern.smtp.ClientClaim;
import io.postern.smtp.Peer;

/**
 * XCLIENT in one session.
 *
 * @param allowed whether the peer may say it: by its connection, and not by what it says
 * @param claim what it has said so far
 */
record XClient(boolean allowed, ClientClaim claim) {

    /** Whom a load balancer did not name has its address, and must not have its rights. */
    static XClient of(SmtpSession session, ListenerSettings listener, Arrival.Named named) {
        return new XClient(
                named == Arrival.Named.YES && session.comesFrom(listener.listener().xclientFrom()), ClientClaim.NONE);
    }

    XClient then(ClientClaim said) {
        return new XClient(allowed, claim.then(said));
    }

    /** {@code keywords} of EHLO, and XCLIENT for those who may say it. */
    List<String> announced(List<String> keywords) {
        if (!allowed) {
            return keywords;
        }
        var all = new ArrayList<>(keywords);
        all.add(ClientClaim.KEYWORD);
        return all;
    }

    /** The client that {@code peer} speaks for. */
    Peer of(Peer peer) {
        return claim.of(peer);
    }

    Peer greeted(Peer client, String said, boolean withEhlo) {
        return claim.greeted(client, said, withEhlo);
    }

    /** Whether its exchange takes mail. */
    boolean isNamed(Arrival arrival) {
        return arrival.named() == Arrival.Named.YES && !claim.isNameless();
    }
}
