package io.postern.route;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

import io.postern.config.Config.AnnounceClient;
import io.postern.config.Config.Checks;
import io.postern.config.Config.Terms;
import io.postern.config.ScanProfile;
import io.postern.tls.TlsPolicy;

/**
 * Where one transaction goes. Equal destinations may share a transaction, whatever their route is called: the same hosts in
 * the same order of levels, the same demands and the same meaning of failure. The numbers of the preferences do not count.
 *
 * @param route      the configured route's name, else {@code other}
 * @param hops       sorted by preference, then host and port; without those that are us by name
 * @param configured our configuration wrote the name or routes the domain: failures to find it are our trouble
 * @param guarded    the addresses come from outside: the address policy holds, and our own addresses are us on any port
 * @param terms      of the connections; where they limit, only mail of one and the same route may share a transaction
 * @param profile   how its mail is scanned and what comes of it: of recipients that differ in this one reply cannot speak
 * @param checks     of the recipient that led here; they make no destination another one
 */
public record Destination(
        String route, List<NextHop> hops, TlsPolicy tls, boolean softBounce, boolean configured, boolean guarded, Terms terms,
        ScanProfile profile, Checks checks) {

    private static final Comparator<NextHop> ORDER = Comparator.comparingInt(NextHop::preference)
            .thenComparing(NextHop::host).thenComparingInt(NextHop::port);

    public Destination {
        hops = hops.stream().sorted(ORDER).toList();
    }

    /** The same string for equal destinations, for memories that outlive this node. */
    public String key() {
        var key = new StringBuilder(tls.key());
        for (int i = 0; i < hops.size(); i++) {
            var hop = hops.get(i);
            key.append(i > 0 && startsLevel(hops, i) ? '|' : ' ').append(hop.host()).append(':').append(hop.port());
        }
        return key.append(softBounce ? " soft" : "").append(configured ? " own" : "").append(guarded ? " mx" : "").toString();
    }

    /** As {@link #key}, apart for each client where the next hops are told who it is: they may answer each differently. */
    public String keyFor(InetAddress client) {
        return terms.announceClient() == AnnounceClient.NONE ? key() : key() + " for " + client.getHostAddress();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Destination that
                && tls.equals(that.tls) && softBounce == that.softBounce && configured == that.configured
                && guarded == that.guarded && terms.equals(that.terms) && profile.equals(that.profile)
                && (!terms.isLimited() || route.equals(that.route)) && sameHops(that.hops);
    }

    private boolean sameHops(List<NextHop> others) {
        if (hops.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < hops.size(); i++) {
            var ours = hops.get(i);
            var theirs = others.get(i);
            if (ours.port() != theirs.port() || !ours.host().equals(theirs.host())
                    || i > 0 && startsLevel(hops, i) != startsLevel(others, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsLevel(List<NextHop> hops, int i) {
        return hops.get(i).preference() != hops.get(i - 1).preference();
    }

    @Override
    public int hashCode() {
        int hash = tls.hashCode();
        for (var hop : hops) {
            hash = 31 * hash + hop.host().hashCode() + hop.port();
        }
        return hash;
    }
}
