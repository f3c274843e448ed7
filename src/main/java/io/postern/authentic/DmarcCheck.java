package io.postern.authentic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.postern.authentic.DmarcPolicy.Wish;
import io.vertx.core.Future;

/**
 * RFC 9989 §5.3. Departs from RFC 9989 §4.10: the organisational domain is found by the public suffix list, as RFC 7489 §3.2
 * had it, and not by walking up the DNS.
 */
final class DmarcCheck {

    /** Published for a domain, or not: then {@code policy} is empty. {@code inherited}: from the organisational domain. */
    private record Discovered(Optional<DmarcPolicy> policy, boolean inherited, boolean unavailable, boolean ambiguous) {

        private static final Discovered NOTHING = new Discovered(Optional.empty(), false, false, false);
        private static final Discovered UNAVAILABLE = new Discovered(Optional.empty(), false, true, false);
        private static final Discovered AMBIGUOUS = new Discovered(Optional.empty(), false, false, true);
    }

    private final Lookup lookup;

    DmarcCheck(Lookup lookup) {
        this.lookup = lookup;
    }

    /** The policies of the authors' domains, each still to be told whether anything is aligned. */
    Future<List<Policy>> policies(AuthorDomains authors) {
        var asked = authors.domains().stream().map(this::policy).toList();
        return Future.all(asked).map(all -> all.<Policy>list());
    }

    /** What is to be done about one author's domain; {@code discovered} says where that comes from. */
    record Policy(String author, Discovered discovered, Wish wish) {
    }

    private Future<Policy> policy(String author) {
        return discover(author, false).compose(found -> {
            var organisation = OrganisationalDomains.of(author);
            return found != Discovered.NOTHING || organisation.equals(author) ? Future.succeededFuture(found) : discover(organisation, true);
        }).compose(found -> {
            if (found.policy.isEmpty() || !found.inherited) {
                return Future.succeededFuture(new Policy(author, found, found.policy.map(DmarcPolicy::domain).orElse(Wish.NONE)));
            }
            var policy = found.policy.get();
            if (policy.missing() == policy.subdomains()) {
                return Future.succeededFuture(new Policy(author, found, policy.subdomains()));
            }
            return lookup.ipv4(author).map(answer -> switch (answer) {
                case Answer.Unavailable<?> _ -> new Policy(author, Discovered.UNAVAILABLE, Wish.NONE);
                case Answer.Nothing<?>(var exists) -> new Policy(author, found, exists ? policy.subdomains() : policy.missing());
                case Answer.Records<?> _ -> new Policy(author, found, policy.subdomains());
            });
        });
    }

    private Future<Discovered> discover(String domain, boolean inherited) {
        return lookup.txt("_dmarc." + domain).map(answer -> switch (answer) {
            case Answer.Unavailable<String> _ -> Discovered.UNAVAILABLE;
            case Answer.Nothing<String> _ -> Discovered.NOTHING;
            case Answer.Records<String>(var texts) -> {
                var ours = texts.stream().filter(DmarcPolicy::isDmarc).toList();
                yield switch (ours.size()) {
                    case 0 -> Discovered.NOTHING;
                    case 1 -> new Discovered(Optional.of(DmarcPolicy.of(ours.getFirst())), inherited, false, false);
                    default -> Discovered.AMBIGUOUS;
                };
            }
        });
    }

    /**
     * The worst of all authors. Departs from RFC 9989 §5.3.1: an author that cannot be found out is not beyond DMARC but fails, for
     * else it is the way past every policy (§11.5): mail programs show what they can make of the field, and the envelope's
     * sender, or write that into it, where there is none. As no owner asked for more, such a message is quarantined at most.
     */
    static DmarcResult result(AuthorDomains authors, List<Policy> policies, SpfResult spf, String spfDomain, List<DkimResult> dkim) {
        var results = new ArrayList<DmarcResult>();
        policies.forEach(policy -> results.add(result(policy, spf, spfDomain, dkim)));
        if (authors.tooMany()) {
            // nobody writes so, but one who hides the author among them
            results.add(unclear("authors of more domains than " + AuthorDomains.MOST));
        }
        if (!authors.readable()) {
            results.add(unclear(authors.domains().isEmpty() ? "no author" : "an author that cannot be read"));
        }
        return results.stream().reduce(DmarcResult::worse).orElseThrow();
    }

    private static DmarcResult unclear(String why) {
        return new DmarcResult(DmarcResult.Kind.FAIL, "", Wish.QUARANTINE, why);
    }

    private static DmarcResult result(Policy policy, SpfResult spf, String spfDomain, List<DkimResult> dkim) {
        var found = policy.discovered;
        if (found.unavailable) {
            return new DmarcResult(DmarcResult.Kind.TEMPERROR, policy.author, Wish.NONE, "policy unavailable");
        }
        if (found.ambiguous) {
            return new DmarcResult(DmarcResult.Kind.PERMERROR, policy.author, Wish.NONE, "more than one policy");
        }
        if (found.policy.isEmpty()) {
            return DmarcResult.of(DmarcResult.Kind.NONE, policy.author);
        }
        var published = found.policy.get();
        boolean spfAligned = isAligned(spfDomain, policy.author, published.strictSpf());
        boolean aligned = spf == SpfResult.PASS && spfAligned;
        boolean perhaps = spf == SpfResult.TEMPERROR && spfAligned;
        for (var result : dkim) {
            boolean ofAuthor = isAligned(result.domain(), policy.author, published.strictDkim());
            aligned |= ofAuthor && result.passed();
            perhaps |= ofAuthor && result.kind() == DkimResult.Kind.TEMPERROR;
        }
        if (aligned) {
            return new DmarcResult(DmarcResult.Kind.PASS, policy.author, policy.wish, "");
        }
        return perhaps ? new DmarcResult(DmarcResult.Kind.TEMPERROR, policy.author, policy.wish, "SPF or DKIM unavailable")
                : new DmarcResult(DmarcResult.Kind.FAIL, policy.author, policy.wish, "");
    }

    /** RFC 9989 §4.4. */
    static boolean isAligned(String identifier, String author, boolean strict) {
        return !identifier.isEmpty()
                && (identifier.equals(author) || !strict && OrganisationalDomains.of(identifier).equals(OrganisationalDomains.of(author)));
    }
}
