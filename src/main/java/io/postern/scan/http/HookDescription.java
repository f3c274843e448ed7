package io.postern.scan.http;

import io.postern.scan.ScanInput;
import io.postern.smtp.Peer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a hook is told of a message besides its content. */
final class HookDescription {

    private HookDescription() {
    }

    static JsonObject of(ScanInput input, String hostname, String scanner) {
        var envelope = input.envelope();
        var recipients = new JsonArray();
        envelope.recipients().forEach(recipient -> recipients.add(recipient.toString()));
        return new JsonObject()
                .put("id", envelope.id())
                .put("scanner", scanner)
                .put("node", hostname)
                .put("client", client(input.peer()))
                .put("sender", envelope.from().mailbox().map(Object::toString).orElse(""))
                .put("recipients", recipients)
                .put("octets", input.body().contentOctets());
    }

    private static JsonObject client(Peer peer) {
        var client = new JsonObject()
                .put("address", peer.address().getHostAddress())
                .put("port", peer.port())
                .put("helo", peer.helo());
        peer.name().ifPresent(name -> client.put("name", name));
        peer.tls().ifPresent(words -> client.put("tls", words));
        peer.certificate().ifPresent(shown -> client.put("certificate",
                new JsonObject().put("subject", shown.subject()).put("verified", shown.verified())));
        return client;
    }
}
