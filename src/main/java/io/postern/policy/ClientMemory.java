package io.postern.policy;

import java.net.InetAddress;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Vertx;

/** What this node has learned of clients from the DNS; outlives the generations, for it is no matter of configuration. */
public final class ClientMemory {

    private final AnswerMemory<InetAddress, ClientName> names;
    private final AnswerMemory<String, DnsListAnswer> listings;

    public ClientMemory(Vertx vertx, Ticker ticker) {
        this.names = new AnswerMemory<>(vertx, ticker);
        this.listings = new AnswerMemory<>(vertx, ticker);
    }

    AnswerMemory<InetAddress, ClientName> names() {
        return names;
    }

    AnswerMemory<String, DnsListAnswer> listings() {
        return listings;
    }
}
