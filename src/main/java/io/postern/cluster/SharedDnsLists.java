package io.postern.cluster;

import java.util.List;
import java.util.Optional;

import io.postern.policy.DnsListCache;
import io.postern.route.AddressAnswer;
import io.postern.route.SharedAnswers;
import io.vertx.core.Future;

/** Answers of DNS lists in a map of the grid: they are addresses of a name, and none means not listed. */
record SharedDnsLists(SharedAnswers<AddressAnswer> answers) implements DnsListCache {

    @Override
    public Future<Optional<Codes>> get(String question) {
        return answers.get(question).map(found -> found.flatMap(SharedDnsLists::codes));
    }

    private static Optional<Codes> codes(AddressAnswer answer) {
        return switch (answer) {
            case AddressAnswer.Found(var codes, _, var expiresAt) -> Optional.of(new Codes(codes, expiresAt));
            case AddressAnswer.None(var expiresAt) -> Optional.of(new Codes(List.of(), expiresAt));
            case AddressAnswer.Unavailable _ -> Optional.empty();
        };
    }

    @Override
    public void put(String question, Codes codes) {
        answers.put(question, codes.codes().isEmpty()
                ? new AddressAnswer.None(codes.expiresAt()) : new AddressAnswer.Found(codes.codes(), question, codes.expiresAt()));
    }
}
