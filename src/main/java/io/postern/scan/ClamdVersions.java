package io.postern.scan;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;

import io.vertx.core.net.NetClient;
import io.vertx.core.net.SocketAddress;

/** The versions of all clamds of one scanner, for a verdict may come of any of them: not known while one of them is not. */
final class ClamdVersions implements CachedScanner.Knowledge {

    private final List<ClamdVersion> each;

    ClamdVersions(NetClient client, List<SocketAddress> addresses, LongSupplier nanoTime) {
        this.each = addresses.stream().map(address -> new ClamdVersion(client, address, nanoTime)).toList();
    }

    @Override
    public Optional<String> version() {
        var known = each.stream().map(ClamdVersion::version).flatMap(Optional::stream).toList();
        return known.size() < each.size() ? Optional.empty() : Optional.of(String.join(" ", new TreeSet<>(known)));
    }
}
