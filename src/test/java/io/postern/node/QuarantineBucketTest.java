package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import io.postern.world.Client;
import io.postern.world.FlakyS3;
import io.postern.world.S3Server;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A node whose quarantine is a bucket that answers 503 for a while. */
class QuarantineBucketTest {

    private static final String EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\r\n";

    @TempDir
    private Path folder;
    private FlakyS3 bucket;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        bucket = new FlakyS3(S3Server.shared().endpoint());
        node = TestNode.start(folder, TestNode.route(1) + """
                scan: [{name: rules, type: rules, eicar: true, on-match: quarantine}]
                timeouts: {budget: 8s}
                quarantine: {type: s3, endpoint: "%s", path-style: true, bucket: %s, prefix: %s/, access-key: a, secret-key: s, records: %s}
                """.formatted(bucket.endpoint(), S3Server.BUCKET, UUID.randomUUID(), folder.resolve("records")));
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void stop() {
        admin.close();
        node.close();
        bucket.close();
    }

    @Test
    void aStoreThatAnswers503AndRecoversCostsTheSenderAnotherAttemptAndLosesNothing() {
        var acknowledged = new HashSet<String>();
        assertEquals("250", send("before", acknowledged));
        bucket.refuse(Integer.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            assertEquals("451", send("meanwhile-" + i, acknowledged));
        }
        assertEquals(3, admin.metric("postern_alerts_total{kind=\"quarantine-store\"}"));
        assertEquals(200, admin.get("/health/ready").statusCode());
        bucket.refuse(0);
        for (int i = 0; i < 3; i++) {
            assertEquals("250", send("meanwhile-" + i, acknowledged), "the sender's next attempt");
        }
        assertEquals(Set.of("before", "meanwhile-0", "meanwhile-1", "meanwhile-2"), acknowledged);
        var page = admin.json("/api/v1/quarantine");
        assertEquals(4, page.getInteger("total"));
        for (var each : page.getJsonArray("messages")) {
            var message = (JsonObject) each;
            assertTrue(acknowledged.contains(message.getString("subject")));
            var content = admin.get("/api/v1/quarantine/" + message.getString("id") + "/message").body();
            assertTrue(content.endsWith("Subject: " + message.getString("subject") + "\r\n\r\n" + EICAR));
        }
        admin.awaitNothingHeld();
    }

    private String send(String token, Set<String> acknowledged) {
        try (var client = Client.greeted(node.port())) {
            var reply = client.mail("a@client.test", "b@next.test", "Subject: " + token + "\r\n\r\n" + EICAR);
            if (reply.startsWith("250")) {
                acknowledged.add(token);
            }
            return reply.substring(0, 3);
        }
    }
}
