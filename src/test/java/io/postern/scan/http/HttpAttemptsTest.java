package io.postern.scan.http;

import java.io.IOException;

import io.postern.scan.Attempt;
import io.postern.scan.Verdict;
import io.postern.scan.http.MessagePost.End;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HttpAttemptsTest {

    private static final HttpAttempts HOOK = new HttpAttempts("test", "hook");

    @Test
    void whatWasJudgedIsTheAnswer() {
        assertEquals(Attempt.answered(Verdict.Clean.CLEAN), attempt(answer(200)));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503, 599})
    void aStatusOfTroubleIsTheAddresss(int status) {
        assertEquals(Attempt.lost("status"), attempt(answer(status)));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 401, 404, 499})
    void anyOtherStatusIsAnAnswerThatMakesNoSense(int status) {
        assertEquals(Attempt.answered(new Verdict.Unsure("hook-error")), attempt(answer(status)));
    }

    @Test
    void everyOtherEndHasItsEffect() {
        assertEquals(Attempt.lost("connect"), attempt(new End.Lost("connect", "refused")));
        assertEquals(Attempt.silent(), attempt(new End.Silent()));
        assertEquals(Attempt.answered(new Verdict.Unsure("hook-error")), attempt(new End.Endless()));
        assertEquals(Attempt.ours("read"), attempt(new End.Unreadable()));
    }

    @Test
    void aMessageThatCannotBeReadWhenItIsJudgedIsOurTroubleAndABugIsOne() {
        assertEquals(Attempt.ours("read"), HOOK.of(answer(200), _ -> Future.failedFuture(new IOException("gone"))).result());
        assertTrue(HOOK.of(answer(200), _ -> Future.failedFuture(new IllegalStateException("bug"))).failed());
    }

    private static Attempt attempt(End end) {
        return HOOK.of(end, _ -> Future.succeededFuture(Verdict.Clean.CLEAN)).result();
    }

    private static End answer(int status) {
        return new End.Answer(status, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
    }
}
