package io.postern.admin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.vertx.core.Future;

/** Forgets what is known of one hop, as {@code 192.0.2.1:25} or {@code [2001:db8::1]:25}: the next message tries it anew. */
final class HopResetResource implements Resource {

    private final AdminActions node;

    HopResetResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        var hop = address(call.id());
        if (hop.isEmpty()) {
            return Future.succeededFuture(Problem.badRequest("a hop is an address and a port: 192.0.2.1:25"));
        }
        return Future.succeededFuture(node.resetHop(hop.get()) ? Answer.empty() : Problem.noSuchHop());
    }

    /** Never asks the DNS: only literal addresses pass the route table, and {@code ofLiteral}. */
    private static Optional<InetSocketAddress> address(String escaped) {
        try {
            var text = URLDecoder.decode(escaped, StandardCharsets.US_ASCII);
            int colon = text.lastIndexOf(':');
            var host = text.substring(0, Math.max(0, colon));
            var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            return Optional.of(new InetSocketAddress(
                    InetAddress.ofLiteral(bare), Integer.parseInt(text.substring(colon + 1))));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
