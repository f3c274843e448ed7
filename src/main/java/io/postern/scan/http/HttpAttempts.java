package io.postern.scan.http;

import java.io.IOException;
import java.util.function.Function;

import io.postern.observe.MailLog;
import io.postern.scan.Attempt;
import io.postern.scan.Verdict;
import io.postern.scan.http.MessagePost.End;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/**
 * What the ends of its posts say of one scanner's addresses.
 *
 * @param scanner the configured name
 * @param kind the first word of its events and causes, such as {@code hook} in {@code hook-lost}
 */
public record HttpAttempts(String scanner, String kind) {

    /** {@code judge} gets what was answered with 200; it may fail where the message cannot be read. */
    public Future<Attempt> of(End end, Function<End.Answer, Future<Verdict>> judge) {
        return switch (end) {
            case End.Answer answer when answer.status() == 200 -> judged(judge.apply(answer));
            case End.Answer(var status, _, _) when isTrouble(status) -> lost("status", String.valueOf(status));
            case End.Answer(var status, _, _) -> done(Attempt.answered(babble("status " + status)));
            case End.Lost(var cause, var detail) -> lost(cause, detail);
            case End.Silent _ -> done(Attempt.silent());
            case End.Endless _ -> done(Attempt.answered(babble("endless")));
            case End.Unreadable _ -> done(Attempt.ours("read"));
        };
    }

    /** What is not such an answer; {@code what} is for the log. */
    public Verdict babble(String what) {
        MailLog.limited(Level.WARN, kind + "-answer", "scanner", scanner, "wrong", what);
        return new Verdict.Unsure(kind + "-error");
    }

    /** That it cannot answer now says nothing of the message: another may be able to (RFC 9110 §15.6, RFC 6585 §4). */
    private static boolean isTrouble(int status) {
        return status >= 500 || status == 429;
    }

    private static Future<Attempt> judged(Future<Verdict> verdict) {
        return verdict.map(Attempt::answered).recover(why ->
                why instanceof IOException ? done(Attempt.ours("read")) : Future.failedFuture(why));
    }

    private Future<Attempt> lost(String cause, String detail) {
        MailLog.limited(Level.WARN, kind + "-lost", "scanner", scanner, "cause", cause, "detail", detail);
        return done(Attempt.lost(cause));
    }

    private static Future<Attempt> done(Attempt attempt) {
        return Future.succeededFuture(attempt);
    }
}
