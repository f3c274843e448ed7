package io.postern.scan;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.vertx.core.Future;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.SocketAddress;

/** The versions of all clamds of one scanner that can be reached: a verdict may come of any of them. */
final class ClamdVersions implements CachedScanner.Knowledge {

    private final List<ClamdVersion> each;

    ClamdVersions(NetClient client, List<SocketAddress> addresses) {
        this.each = addresses.stream().map(address -> new ClamdVersion(client, address)).toList();
    }

    @Override
    public Future<Optional<String>> version() {
        if (each.size() == 1) {
            return each.getFirst().version();
        }
        return Future.all(each.stream().map(ClamdVersion::version).toList()).map(all -> together(all.list()));
    }

    private static Optional<String> together(List<Optional<String>> versions) {
        var known = versions.stream().flatMap(Optional::stream).collect(Collectors.toCollection(TreeSet::new));
        return known.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", known));
    }
}
