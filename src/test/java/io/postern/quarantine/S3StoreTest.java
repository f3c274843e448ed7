package io.postern.quarantine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import io.postern.config.Config;
import io.postern.config.Secret;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.world.FlakyS3;
import io.postern.world.S3Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The contract in a bucket of a real S3 server, and what only object stores can do to us. */
class S3StoreTest extends QuarantineStoreContract {

    private final String prefix = UUID.randomUUID() + "/";
    private FlakyS3 between;

    @BeforeEach
    void stand() throws IOException {
        between = new FlakyS3(S3Server.shared().endpoint());
    }

    @AfterEach
    void fall() {
        between.close();
    }

    @Override
    Vault vault(Config.Keeping keeping) {
        return new S3Vault(config(between.endpoint()), InstantSource.system());
    }

    private Config.Quarantine.S3 config(URI endpoint) {
        return new Config.Quarantine.S3(Optional.of(endpoint), "eu-test-1", S3Server.BUCKET, prefix, true,
                Optional.of(new Config.S3Credentials(new Secret("access"), new Secret("secret"))), keeping());
    }

    private String key(String id) {
        return prefix + Vault.shelfName(Vault.shelf(id)) + "/" + id + ".mail";
    }

    @Override
    void damage(String id, int back) throws IOException {
        var config = config(S3Server.shared().endpoint());
        var key = key(id);
        try (var client = S3Clients.of(config)) {
            var octets = client.getObjectAsBytes(get -> get.bucket(S3Server.BUCKET).key(key)).asByteArray();
            octets[octets.length - back] ^= 1;
            client.putObject(put -> put.bucket(S3Server.BUCKET).key(key), RequestBody.fromBytes(octets));
        }
    }

    @Test
    void someRefusalsAreOvercomeWithinTheMessagesTime() throws Exception {
        var store = started(keeping());
        await(store::housekeeping);
        between.refuse(2);
        store(store, "id-1", NOW, CONTENT);
        assertEquals(TRACE + CONTENT, content(store, "id-1"));
    }

    @Test
    void aStoreThatRefusesFailsUntilItIsBackAndNothingIsThereThatWasNotTaken() throws Exception {
        var store = started(keeping());
        await(store::housekeeping);
        between.refuse(Integer.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            var id = "refused-" + i;
            assertThrows(IOException.class, () -> store(store, id, NOW, CONTENT, Duration.ofSeconds(5)));
        }
        between.refuse(0);
        store(store, "id-1", NOW, CONTENT);
        await(store::housekeeping);
        assertEquals(List.of("id-1"), listed(store));
        assertEquals(TRACE + CONTENT, content(store, "id-1"));
    }

    @Test
    void aMessageWhoseAnswerWasLostIsTakenAway() throws Exception {
        var store = started(keeping());
        await(store::housekeeping);
        between.loseAnswers(true);
        assertThrows(IOException.class, () -> store(store, "id-1", NOW, CONTENT, Duration.ofSeconds(5)));
        between.loseAnswers(false);
        assertTrue(await(() -> store.find("id-1")).isEmpty());
    }

    @Test
    void aStoreThatIsAwayCannotBeUsedAndSaysSo() throws Exception {
        var gone = between.endpoint();
        between.close();
        between = new FlakyS3(S3Server.shared().endpoint());
        var vault = new S3Vault(config(gone), InstantSource.system());
        var store = new VaultStore[1];
        assertThrows(IOException.class, () -> store[0] = startedOver(vault));
    }

    @Test
    void theStoresAnswersTellHowFarOurClockIsAhead() throws IOException {
        try (var vault = new S3Vault(config(between.endpoint()), () -> Instant.now().plus(Duration.ofHours(1)))) {
            assertEquals(Duration.ZERO, vault.clockAhead(), "nobody has told");
            vault.prepare();
            assertEquals(60, vault.clockAhead().plusSeconds(30).toMinutes());
        }
    }

    @Test
    void anEmptyObjectKeepsNoOtherFromTheList() throws Exception {
        try (var client = S3Clients.of(config(S3Server.shared().endpoint()))) {
            client.putObject(put -> put.bucket(S3Server.BUCKET).key(key("empty")), RequestBody.empty());
        }
        store(started(keeping()), "id-1", NOW, CONTENT);
        var other = started(elsewhere(keeping()));
        await(other::housekeeping);
        assertEquals(List.of("id-1"), listed(other));
    }

    @Test
    void aDescriptionLongerThanTheHeadIsReadWhole() throws Exception {
        var recipients = IntStream.range(0, 3_000).mapToObj(i -> new Mailbox("user" + i, new Domain("example.com"))).toList();
        var sample = QuarantinedMessageTest.message("id-1", NOW);
        var message = new QuarantinedMessage("id-1", NOW, sample.from(), recipients, sample.parameters(), sample.requests(),
                sample.client(), sample.helo(), sample.route(), sample.scanner(), sample.verdict(), sample.reason(), "", 1);
        var packing = new Packing(new Keyring(keeping().keys()));
        try (var vault = vault(keeping())) {
            vault.put(packing.pack(message, 1, () -> new ByteArrayInputStream(new byte[1])), Duration.ofMinutes(1));
            try (var unpacked = packing.unpack("id-1", vault.head("id-1").orElseThrow())) {
                assertEquals(message, unpacked.message());
            }
        }
    }
}
