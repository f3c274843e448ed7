package io.postern.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.postern.smtp.Replies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** A client about which the DNS is asked, or that is on a list. Nobody waits for an answer before it is needed. */
final class AskedClient implements ClientCheck.Admitted {

    private static final Duration NAME_PATIENCE = Duration.ofSeconds(2);
    private static final Decision UNNAMED =
            new Decision.Refuse(Replies.CLIENT_NAME_UNKNOWN, Decision.Then.STAY, "client-unnamed");

    /** What the address alone says of a client. */
    enum Standing { NONE, ALLOWED, BLOCKED }

    private final Vertx vertx;
    private final AccessPolicy policy;
    private final InetAddress client;
    private final Standing standing;
    private final Future<ClientName> name;
    private final Listings listings;
    private final Duration pause;
    private final long beginNanos = System.nanoTime();
    private Future<Decision> decision;

    /** {@code name} and the {@code listings} never fail and have been asked for already. */
    AskedClient(Vertx vertx, AccessPolicy policy, InetAddress client, Standing standing, Future<ClientName> name,
            Listings listings, Duration pause) {
        this.vertx = vertx;
        this.policy = policy;
        this.client = client;
        this.standing = standing;
        this.name = name;
        this.listings = listings;
        this.pause = pause;
    }

    @Override
    public Duration pause() {
        return pause;
    }

    @Override
    public Optional<String> name() {
        return name.succeeded() && name.result() instanceof ClientName.Confirmed(var domain)
                ? Optional.of(domain.name()) : Optional.empty();
    }

    @Override
    public Future<Decision> decision() {
        if (decision == null || decision.succeeded() && decision.result() == UNNAMED) {
            decision = decide();
        }
        return decision;
    }

    private Future<Decision> decide() {
        if (standing == Standing.ALLOWED) {
            return OpenClient.ALLOWED;
        }
        return policy.needsNames()
                ? within(NAME_PATIENCE, name).otherwise(ClientName.UNKNOWN).compose(this::judge)
                : judge(ClientName.NONE);
    }

    private Future<Decision> judge(ClientName known) {
        if (policy.allows(known)) {
            return OpenClient.ALLOWED;
        }
        if (standing == Standing.BLOCKED || policy.blocks(known)) {
            return Future.succeededFuture(refused(AccessPolicy.blocked(client, Decision.Then.STAY), known));
        }
        return listings.isEmpty() ? OpenClient.ALLOWED : within(policy.listPatience(), listings.all())
                .transform(_ -> Future.succeededFuture(refused(policy.judge(client, listings), known)));
    }

    /** With a name on a list that we could not learn a refusal might be wrong: then it is only for now (I7). */
    private Decision refused(Decision decision, ClientName known) {
        return decision instanceof Decision.Refuse && policy.mayAllow(known) ? UNNAMED : decision;
    }

    /** {@code patience} counts from the connection; what is late fails. */
    private <T> Future<T> within(Duration patience, Future<T> answer) {
        if (answer.isComplete()) {
            return answer;
        }
        long left = patience.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
        return left <= 0
                ? Future.failedFuture("late")
                : Future.fromCompletionStage(answer.toCompletionStage(), vertx.getOrCreateContext())
                        .timeout(left, TimeUnit.MILLISECONDS);
    }
}
