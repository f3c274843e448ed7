package io.postern.authentic;

import java.util.List;
import java.util.Optional;

import io.vertx.core.Future;

/**
 * {@code check_host()} of RFC 7208 §4. No library: what there is for Java follows RFC 4408, without the limit on void
 * look-ups, and blocks. Explanations (§6.2) are checked and not fetched, for a stranger's text has no place in our replies.
 */
public final class SpfCheck {

    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;

    private final Lookup lookup;
    private final SpfBudget budget = new SpfBudget();
    private final SpfHosts hosts;

    private SpfCheck(Lookup lookup) {
        this.lookup = lookup;
        this.hosts = new SpfHosts(lookup, budget);
    }

    /** Completes in the thread that the look-up's futures complete in; never fails. */
    public static Future<SpfResult> of(SpfQuestion question, Lookup lookup) {
        return isQualified(question.domain()) ? new SpfCheck(lookup).check(question) : Future.succeededFuture(SpfResult.NONE);
    }

    private Future<SpfResult> check(SpfQuestion question) {
        if (!isEncodable(question.domain())) {
            return Future.succeededFuture(SpfResult.NONE); // §4.3
        }
        return lookup.txt(question.domain()).compose(answer -> switch (answer) {
            case Answer.Unavailable<String> _ -> Future.succeededFuture(SpfResult.TEMPERROR);
            case Answer.Nothing<String> _ -> Future.succeededFuture(SpfResult.NONE);
            case Answer.Records<String>(var texts) -> {
                var ours = texts.stream().filter(SpfRecord::isVersion1).toList();
                yield switch (ours.size()) {
                    case 0 -> Future.succeededFuture(SpfResult.NONE);
                    case 1 -> SpfRecord.parse(ours.getFirst())
                            .map(record -> evaluate(record, question, 0))
                            .orElse(Future.succeededFuture(SpfResult.PERMERROR));
                    default -> Future.succeededFuture(SpfResult.PERMERROR); // §4.5
                };
            }
        });
    }

    /** From the directive with this number on: in a loop while nothing has to be asked, since a record can have thousands. */
    private Future<SpfResult> evaluate(SpfRecord record, SpfQuestion question, int first) {
        var directives = record.directives();
        for (int i = first; i < directives.size(); i++) {
            var directive = directives.get(i);
            if (!directive.term().isImmediate()) {
                int next = i + 1;
                return ask(directive.term(), question).compose(match -> switch (match) {
                    case YES -> Future.succeededFuture(directive.result());
                    case NO -> evaluate(record, question, next);
                    case TEMPERROR -> Future.succeededFuture(SpfResult.TEMPERROR);
                    case PERMERROR -> Future.succeededFuture(SpfResult.PERMERROR);
                });
            }
            if (!(directive.term() instanceof SpfTerm.Ip(var network, var prefix)) || SpfHosts.contains(network, prefix, question.address())) {
                return Future.succeededFuture(directive.result());
            }
        }
        return record.redirect().map(target -> redirect(target, question)).orElse(Future.succeededFuture(SpfResult.NEUTRAL));
    }

    /** §6.1. */
    private Future<SpfResult> redirect(MacroString target, SpfQuestion question) {
        if (!budget.term()) {
            return Future.succeededFuture(SpfResult.PERMERROR);
        }
        return expanded(Optional.of(target), question).compose(name -> check(question.about(name)))
                .map(result -> result == SpfResult.NONE ? SpfResult.PERMERROR : result);
    }

    private Future<SpfMatch> ask(SpfTerm term, SpfQuestion question) {
        if (!budget.term()) {
            return Future.succeededFuture(SpfMatch.PERMERROR);
        }
        var asked = switch (term) {
            case SpfTerm.Include(var domain) -> expanded(Optional.of(domain), question)
                    .compose(name -> check(question.about(name))).map(SpfCheck::included);
            case SpfTerm.A(var domain, var prefix4, var prefix6) -> expanded(domain, question)
                    .compose(name -> hosts.address(name, question.address(), question.isIpv4() ? prefix4 : prefix6));
            case SpfTerm.Mx(var domain, var prefix4, var prefix6) -> expanded(domain, question)
                    .compose(name -> hosts.mx(name, question.address(), question.isIpv4() ? prefix4 : prefix6));
            case SpfTerm.Ptr(var domain) -> expanded(domain, question).compose(name -> hosts.named(name, question.address()));
            case SpfTerm.Exists(var domain) -> expanded(Optional.of(domain), question).compose(hosts::exists);
            case SpfTerm.All _, SpfTerm.Ip _ -> throw new IllegalStateException("needs no question");
        };
        return asked.map(match -> budget.isExhausted() && match != SpfMatch.TEMPERROR ? SpfMatch.PERMERROR : match);
    }

    /** §5.2. */
    private static SpfMatch included(SpfResult result) {
        return switch (result) {
            case PASS -> SpfMatch.YES;
            case FAIL, SOFTFAIL, NEUTRAL -> SpfMatch.NO;
            case TEMPERROR -> SpfMatch.TEMPERROR;
            case PERMERROR, NONE -> SpfMatch.PERMERROR;
        };
    }

    private Future<String> expanded(Optional<MacroString> spec, SpfQuestion question) {
        if (spec.isEmpty()) {
            return Future.succeededFuture(question.domain());
        }
        var validated = spec.get().usesValidatedName()
                ? hosts.validatedName(question.address(), question.domain()) : Future.succeededFuture("unknown");
        return validated.map(name -> new MacroExpansion(question, name).name(spec.get()));
    }

    /** More than one label, which an address literal never has in earnest. */
    private static boolean isQualified(String domain) {
        return domain.indexOf('.') > 0 && domain.charAt(0) != '[';
    }

    static boolean isEncodable(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c > 0x7F)) { // RFC 8616 §4
            return false;
        }
        return List.of(name.split("\\.", -1)).stream().noneMatch(label -> label.isEmpty() || label.length() > MAX_LABEL);
    }
}
