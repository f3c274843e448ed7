package io.postern.receive;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.postern.config.Config;
import io.postern.config.ConfigLoader;
import io.postern.config.Loaded;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.message.TraceFields;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Peer;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import io.postern.world.Client;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** How an answer to the end of data stands on the wire. */
class AnswersTest {

    private static final Reply MIXED = Reply.of(250, "2.0.0", "Some took it");

    @TempDir
    private Path folder;
    private Vertx vertx;
    private int port;
    private final List<String> heard = new ArrayList<>();

    /** Takes everything; two recipients get answers of their own if PRDR was said. */
    private final class WillingExchange extends Nothing {

        private boolean prdr;

        @Override
        public Future<Reply> mail(Peer peer, ReversePath from, MailParameters parameters) {
            prdr = parameters.prdr();
            return Future.succeededFuture(Replies.MAIL_OK);
        }

        @Override
        public Reply data() {
            return Replies.START_MAIL_INPUT;
        }

        @Override
        public Future<Answer> finish(Body body, TraceFields received) {
            body.release();
            return Future.succeededFuture(prdr
                    ? new Answer(List.of(Replies.RCPT_OK, Replies.RELAY_DENIED), MIXED) : Answer.of(MIXED));
        }

        @Override
        public void refused(Reply reply, String cause) {
            heard.add(cause);
        }

        @Override
        public void unheard(Reply reply) {
            heard.add("unheard");
        }
    }

    private final class OpenDoor extends OpenHouse {

        @Override
        public Welcome connect(Peer peer) {
            return new Welcome.Open(new WillingExchange(), Duration.ZERO);
        }

        @Override
        public void bug(Throwable cause) {
            heard.add(cause.toString());
        }
    }

    @BeforeEach
    void listen() throws Exception {
        vertx = Vertx.vertx();
        var settings = OpenHouse.settings(config(), new BodyBudget(1 << 20, 1 << 20, 1 << 20, folder));
        var listening = Future.<List<Integer>>future(promise -> vertx.runOnContext(_ ->
                new SmtpServer(vertx, new OpenDoor(), () -> settings)
                        .listen(List.of(new InetSocketAddress("127.0.0.1", 0))).onComplete(promise)));
        port = listening.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS).getFirst();
    }

    private Config config() throws Exception {
        var file = Files.writeString(folder.resolve("postern.yaml"), """
                hostname: mx.postern.test
                listeners: [{bind: "127.0.0.1:0"}]
                """);
        return switch (ConfigLoader.load(file)) {
            case Loaded.Ok ok -> ok.config();
            case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertEquals(List.of(), heard);
    }

    /** As Exim reads it: 353, a reply for each recipient in the order of RCPT, and one for the message. */
    @Test
    void withPrdrEachRecipientHasItsAnswer() {
        try (var client = Client.greeted(port)) {
            begin(client, " PRDR");
            client.ask("DATA");
            client.send("text\r\n.\r\nNOOP\r\n");
            assertAnswers(client, "353 PRDR content analysis beginning", Replies.RCPT_OK.toString(),
                    Replies.RELAY_DENIED.toString(), MIXED.toString(), Replies.NOOP_OK.toString());
            begin(client, " PRDR");
            client.send("BDAT 4 LAST\r\ntextNOOP\r\n");
            assertAnswers(client, "353 PRDR content analysis beginning", Replies.RCPT_OK.toString(),
                    Replies.RELAY_DENIED.toString(), MIXED.toString(), Replies.NOOP_OK.toString());
        }
    }

    @Test
    void withoutPrdrThereIsOneAnswer() {
        try (var client = Client.greeted(port)) {
            begin(client, "");
            client.ask("DATA");
            client.send("text\r\n.\r\nNOOP\r\n");
            assertAnswers(client, MIXED.toString(), Replies.NOOP_OK.toString());
        }
    }

    private static void begin(Client client, String parameter) {
        client.ask("MAIL FROM:<a@client.test>" + parameter);
        client.ask("RCPT TO:<b@next.test>");
        client.ask("RCPT TO:<c@next.test>");
    }

    private static void assertAnswers(Client client, String... answers) {
        for (var answer : answers) {
            assertEquals(answer, client.reply());
        }
    }
}
