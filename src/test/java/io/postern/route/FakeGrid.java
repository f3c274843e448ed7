package io.postern.route;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Future;

/** What other nodes have, and who asks the DNS. */
class FakeGrid implements SharedAnswers<MxAnswer> {

    private final Map<String, MxAnswer> answers;
    private final Set<String> leases = ConcurrentHashMap.newKeySet();

    FakeGrid(Map<String, MxAnswer> answers) {
        this.answers = answers;
    }

    @Override
    public Future<Optional<MxAnswer>> get(String domain) {
        return Future.succeededFuture(Optional.ofNullable(answers.get(domain)));
    }

    /** Lets the lease end too, which in truth takes a moment longer. */
    @Override
    public void put(String domain, MxAnswer answer) {
        answers.put(domain, answer);
        leases.remove(domain);
    }

    @Override
    public Future<Boolean> lease(String domain) {
        return Future.succeededFuture(leases.add(domain));
    }

    @Override
    public void remove(String domain) {
        answers.remove(domain);
        leases.remove(domain);
    }
}
