package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.postern.world.Client;
import io.postern.world.QuarantineFolder;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A quarantine on a disk of its own that gets full, or read-only: a small tmpfs, where this may be mounted. */
class QuarantineDiskTest {

    private static final String BAD = "Subject: bad\r\n\r\n" + ("0123456789".repeat(7) + "\r\n").repeat(1_400)
            + "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\r\n";

    @TempDir
    private Path folder;
    private Path disk;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(folder.resolve("disk"));
        boolean mounted = done("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString());
        if (!mounted) {
            System.out.println("SKIPPED: QuarantineDiskTest, no tmpfs can be mounted here");
        }
        assumeTrue(mounted, "no tmpfs can be mounted here");
        start("");
    }

    @AfterEach
    void unmount() throws Exception {
        if (node != null) {
            stop();
        }
        done("umount", "-l", disk.toString());
    }

    private void start(String more) {
        node = TestNode.start(folder, TestNode.route(1) + """
                scan: [{name: rules, type: rules, eicar: true, on-match: quarantine}]
                quarantine: {path: %s%s}
                """.formatted(disk.resolve("quarantine"), more));
        admin = new AdminCalls(node.adminPort());
    }

    private void stop() {
        admin.close();
        node.close();
    }

    @Test
    void fullDiskPutsOffAndKeepsWhatWasTaken() throws IOException {
        int kept = 0;
        var reply = send();
        for (; reply.startsWith("250"); reply = send()) {
            kept++;
        }
        assertTrue(reply.startsWith("451 4.3.0"), reply);
        assertTrue(kept > 5, kept + " kept");
        assertEquals(kept, mails());
        assertNoLeftovers();
        stop();
        start(", index: " + folder.resolve("index"));
        assertTrue(send().startsWith("451 4.3.0"));
        int before = kept;
        eventually(() -> total() == before);
        // Two, for what was done to messages is written down on this disk, too.
        for (int i = 0; i < 2; i++) {
            var id = ((JsonObject) admin.json("/api/v1/quarantine").getJsonArray("messages").getValue(0)).getString("id");
            assertTrue(admin.get("/api/v1/quarantine/" + id + "/message").body().endsWith(BAD));
            assertEquals(204, admin.delete("/api/v1/quarantine/" + id).statusCode());
        }
        assertTrue(send().startsWith("250"), "there is room again");
        assertEquals(kept - 1, mails());
        assertNoLeftovers();
    }

    @Test
    void readOnlyDiskPutsOffAndShowsWhatItHas() throws Exception {
        stop();
        start(", index: " + folder.resolve("index"));
        assertTrue(send().startsWith("250"));
        assertTrue(done("mount", "-o", "remount,ro", disk.toString()));
        assertTrue(send().startsWith("451 4.3.0"));
        eventually(() -> total() == 1);
        var id = ((JsonObject) admin.json("/api/v1/quarantine").getJsonArray("messages").getValue(0)).getString("id");
        assertTrue(admin.get("/api/v1/quarantine/" + id + "/message").body().endsWith(BAD));
        assertTrue(done("mount", "-o", "remount,rw", disk.toString()));
        assertTrue(send().startsWith("250"));
        assertEquals(2, mails());
    }

    private int total() {
        var answer = admin.get("/api/v1/quarantine");
        return answer.statusCode() == 200 ? new JsonObject(answer.body()).getInteger("total") : -1;
    }

    private String send() {
        try (var client = Client.greeted(node.port())) {
            return client.mail("a@client.test", "b@next.test", BAD);
        }
    }

    private long mails() throws IOException {
        return QuarantineFolder.mails(disk.resolve("quarantine")).size();
    }

    private void assertNoLeftovers() throws IOException {
        assertFalse(QuarantineFolder.files(disk.resolve("quarantine")).stream().anyMatch(file -> file.toString().endsWith(".tmp")));
    }

    private static boolean done(String... command) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
