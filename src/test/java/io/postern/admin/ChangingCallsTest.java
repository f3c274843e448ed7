package io.postern.admin;

import java.util.List;
import java.util.Optional;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.postern.quarantine.QuarantineQuery;
import io.postern.quarantine.QuarantineQuery.Field;
import io.postern.quarantine.ReleaseOptions;
import io.postern.smtp.Mailbox;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is released or deleted is what was asked for, or nothing. */
class ChangingCallsTest {

    private final Vertx vertx = Vertx.vertx();
    private final FakeNode node = new FakeNode(vertx, "");

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Answer.Whole answer(String request) {
        var uri = new QueryStringDecoder(request);
        var query = MultiMap.caseInsensitiveMultiMap();
        uri.parameters().forEach((name, values) -> values.forEach(value -> query.add(name, value)));
        var call = new Call(uri.path().equals("delete") ? HttpMethod.DELETE : HttpMethod.POST, "/" + uri.path(), "m1", query,
                MultiMap.caseInsensitiveMultiMap(), new Requester(Requester.ADMIN, "192.0.2.1"));
        var resource = switch (uri.path()) {
            case "actions" -> new BulkResource(node);
            case "release" -> new ReleaseResource(node);
            default -> new QuarantinedResource(node);
        };
        return (Answer.Whole) resource.answer(call).result();
    }

    private void done(String request, String... deeds) {
        assertEquals(2, answer(request).status() / 100, request);
        assertEquals(List.of(deeds), node.asked().stream().filter(each -> each.matches("(delete|release) .*")).toList(), request);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            actions?action=delete&ids=m1&dry-run=True           | dry-run=True: write true or false
            actions?action=delete&ids=m1&dry-run=1              | dry-run=1: write true or false
            actions?action=delete&ids=m1&dry-run                | dry-run=: write true or false
            actions?action=delete&ids=m1&dry-run=true&dry-run=true | dry-run=true and dry-run=true: write it once
            actions?action=delete&ids=m1&dry-run=true&Dry-Run=false | : write it once
            actions?action=delete&ids=m1&dryrun=true            | dryrun=true: there is no such parameter here; write one of action, dry-run, ids,
            actions?action=release&ids=m1&rescan=True           | rescan=True: write true or false
            actions?action=release&ids=m1&rescan=true&force=yes | force=yes: write true or false
            actions?action=delete&ids=m1&only=b@next.test       | only=b@next.test: there is no such parameter here
            actions?action=delete&ids=m1&to=b@next.test         | to=b@next.test: there is no such parameter here
            actions?action=delete&verdict=spam&sender=          | sender=: give it a value, or leave it out
            actions?action=delete&sender=a@x.test&sender=b@x.test | sender=a@x.test and sender=b@x.test: write it once
            actions?action=delete&sendr=a@x.test&ids=m1         | sendr=a@x.test: there is no such parameter here
            actions?action=release&only=b@next.test             | what at least one parameter of the list chooses
            actions?action=release&ids=m1&only=b                | to and only must be mailboxes, and not both
            actions?action=release&ids=m1&only=b@next.test&to=c@next.test | to and only must be mailboxes, and not both
            release?rescan=True                                 | rescan=True: write true or false
            release?rescan=true&rescan=true                     | rescan=true and rescan=true: write it once
            release?force=TRUE                                  | force=TRUE: write true or false
            release?recipent=b@next.test                        | recipent=b@next.test: there is no such parameter here; write one of force, node,
            release?only=b@next.test                            | only=b@next.test: there is no such parameter here
            release?dry-run=true                                | dry-run=true: there is no such parameter here
            release?recipient=                                  | recipient=: give it a value, or leave it out
            delete?dry-run=true                                 | dry-run=true: there is no such parameter here; write one of node
            delete?recipient=b@next.test                        | recipient=b@next.test: there is no such parameter here
            """)
    void whatIsNotClearIsRefusedAndNothingIsDone(String request, String detail) {
        var answer = answer(request);
        assertEquals(400, answer.status(), request);
        var told = answer.body().toJsonObject().getString("detail");
        assertTrue(told.contains(detail), told);
        assertEquals(List.of(), node.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"actions?action=delete&ids=m1&dry-run=false", "actions?action=delete&ids=m1&node=MX1.example.com",
            "actions?action=delete&sender=x.test&limit=5", "delete?", "delete?node=MX1.example.com"})
    void whatIsClearIsDone(String request) {
        done(request, "delete m1");
    }

    @Test
    void releasesAreOfTheKindThatIsAskedFor() {
        done("release?rescan=true&force=false", "release m1 " + new ReleaseOptions(Optional.empty(), Optional.empty(), true, false));
    }

    @Test
    void recipientOfABulkReleaseOnlyChoosesAndOnlyServesThatOneAlone() {
        var only = Mailbox.parse("b@next.test");
        var alone = "release m1 " + new ReleaseOptions(Optional.empty(), only, false, false);
        done("actions?action=release&sender=x.test&only=b@next.test", alone);
        assertTrue(node.asked().contains("quarantine " + QuarantineQuery.ALL.with(Field.SENDER, "x.test")
                .with(Field.RECIPIENT, "b@next.test") + " Optional.empty 100"), () -> node.asked().toString());
        done("actions?action=release&recipient=next.test&only=b@next.test", alone, alone);
        assertTrue(node.asked().contains("quarantine " + QuarantineQuery.ALL.with(Field.RECIPIENT, "next.test")
                + " Optional.empty 100"), () -> node.asked().toString());
        done("actions?action=release&ids=m1&only=b@next.test", alone, alone, alone);
        done("actions?action=release&recipient=b@next.test", alone, alone, alone, "release m1");
    }
}
