package io.postern.node;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.postern.world.Client;
import io.postern.world.QuarantineFolder;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node is killed (SIGKILL) while it stores, again and again: at the moment a file begins, at the moment a message is renamed
 * into its place and the client has not heard 250, and in the middle of whatever it does. Each time it is started again, and
 * the account is settled: all that was acknowledged is listed and whole, and what is listed is whole and was sent.
 */
@Tag("long")
class QuarantineKillTest {

    private static final int KILLS = 24;
    private static final int CLIENTS = 6;
    private static final String FILLING = ("0123456789".repeat(7) + "\r\n").repeat(800);

    private enum Moment { AT_A_BEGINNING, AT_A_RENAME, IN_THE_MIDDLE }

    @TempDir
    private Path folder;
    private ChildNode node;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void nothingHalfWrittenIsListedAndNothingAcknowledgedIsMissing() throws Exception {
        var unheard = new HashMap<Moment, Integer>();
        for (int kill = 0; kill < KILLS; kill++) {
            node = ChildNode.start(folder, TestNode.route(1) + """
                    scan: [{name: rules, type: rules, eicar: true, on-match: quarantine}]
                    """);
            settle();
            var moment = Moment.values()[kill % Moment.values().length];
            unheard.merge(moment, round(moment, kill), Integer::sum);
        }
        node = ChildNode.start(folder, TestNode.route(1));
        int listed = settle();
        System.out.printf("FIGURE kills %d, sent %d, acknowledged %d, listed %d; stored and not acknowledged: %s%n",
                KILLS, sent.size(), acknowledged.size(), listed, unheard);
        assertTrue(unheard.get(Moment.AT_A_RENAME) > 0, "no kill came between a rename and its 250");
        assertEquals(0, node.stop());
    }

    /** How many messages were in their place at the kill although their clients had not heard 250. */
    private int round(Moment moment, int kill) throws Exception {
        int before = acknowledged.size();
        var threads = new ArrayList<Thread>();
        try (var watch = folder.getFileSystem().newWatchService()) {
            for (int shelf = 0; shelf < 256; shelf++) {
                var path = Files.createDirectories(folder.resolve("quarantine").resolve("%02x".formatted(shelf)));
                path.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            }
            for (int i = 0; i < CLIENTS; i++) {
                var name = kill + "-" + i + "-";
                threads.add(Thread.ofVirtual().start(() -> send(name)));
            }
            switch (moment) {
                case AT_A_BEGINNING -> awaitFile(watch, ".tmp", 1 + kill / 3);
                case AT_A_RENAME -> awaitFile(watch, ".mail", 1 + kill / 3);
                case IN_THE_MIDDLE -> eventually(() -> acknowledged.size() > before + kill);
            }
            node.close();
        }
        for (var thread : threads) {
            thread.join();
        }
        var there = new HashSet<String>();
        for (var file : mails()) {
            there.add(subject(Files.readString(file)));
        }
        there.removeAll(acknowledged);
        there.removeIf(token -> !token.startsWith("t" + kill + "-"));
        return there.size();
    }

    private static void awaitFile(WatchService watch, String ending, int occurrences) throws InterruptedException {
        for (int seen = 0; seen < occurrences;) {
            var key = watch.poll(40, TimeUnit.SECONDS);
            for (var event : key.pollEvents()) {
                seen += event.context().toString().endsWith(ending) ? 1 : 0;
            }
            key.reset();
        }
    }

    private void send(String name) {
        try (var client = Client.greeted(node.port())) {
            for (int i = 0;; i++) {
                var token = "t" + name + i + "t";
                sent.add(token);
                if (client.mail("a@client.test", "b@next.test", message(token)).startsWith("250")) {
                    acknowledged.add(token);
                }
            }
        } catch (UncheckedIOException | AssertionError killed) {
            // as is meant
        }
    }

    private static String message(String token) {
        return "Subject: " + token + "\r\n\r\n" + FILLING + "X5O!P%@AP[4\\PZX54(P^)7CC)7}$"
                + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\r\nend of " + token + "\r\n";
    }

    private static String subject(String stored) {
        int at = stored.indexOf("\r\nSubject: ") + 11;
        return stored.substring(at, stored.indexOf("\r\n", at));
    }

    /** Everything that is listed, page by page. */
    private int settle() {
        eventually(() -> node.admin().metric("postern_quarantined_messages") == mails().size());
        Map<String, String> idByToken = new HashMap<>();
        var page = node.admin().json("/api/v1/quarantine?limit=1000");
        while (true) {
            for (var each : page.getJsonArray("messages")) {
                var message = (JsonObject) each;
                idByToken.put(message.getString("subject"), message.getString("id"));
            }
            if (!page.containsKey("next")) {
                break;
            }
            page = node.admin().json("/api/v1/quarantine?limit=1000&after=" + page.getString("next"));
        }
        assertEquals(Set.of(), without(acknowledged, idByToken.keySet()), "acknowledged and missing");
        assertEquals(Set.of(), without(idByToken.keySet(), sent), "listed and never sent");
        idByToken.forEach((token, id) -> {
            var content = node.admin().get("/api/v1/quarantine/" + id + "/message").body();
            assertTrue(content.endsWith(message(token)), () -> token + " is not whole");
        });
        return idByToken.size();
    }

    private List<Path> mails() {
        return QuarantineFolder.mails(folder.resolve("quarantine"));
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
