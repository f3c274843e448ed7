package io.postern.admin;

import java.util.stream.IntStream;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Who may use the page of links how often, within one instant. */
class LinkPageTest {

    private final Vertx vertx = Vertx.vertx();
    private final LinkPage page = new LinkPage(new FakeNode(vertx, ""), () -> 0);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private int status(HttpMethod method, String link) {
        var call = new Call(method, LinkPage.PATH, "", MultiMap.caseInsensitiveMultiMap().add("t", link),
                MultiMap.caseInsensitiveMultiMap(), new Requester("", "192.0.2.1"));
        return ((Answer.Whole) page.answer(call).await()).status();
    }

    private long answered(int status, HttpMethod method, String link, int times) {
        return IntStream.range(0, times).filter(_ -> status(method, link) == status).count();
    }

    @Test
    void noNumberOfForgedLinksShutsThePageForAGenuineOne() {
        assertEquals(10_000, answered(404, HttpMethod.GET, "forged", 10_000));
        assertEquals(200, status(HttpMethod.GET, "good-m1"));
        assertEquals(200, status(HttpMethod.POST, "good-m1"));
    }

    @Test
    void whoHasTheLinkToOneMessageDoesNotShutThePageForAnother() {
        assertEquals(90, answered(429, HttpMethod.GET, "good-m1", 100));
        assertEquals(429, status(HttpMethod.POST, "good-m1"));
        assertEquals(200, status(HttpMethod.POST, "good-m2"));
    }
}
