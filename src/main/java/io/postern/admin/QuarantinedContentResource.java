package io.postern.admin;

import java.util.Map;

import io.vertx.core.Future;

/**
 * The octets of a message in quarantine. They may be malicious by definition: always an attachment, so that no browser
 * shows them in this listener's name.
 */
final class QuarantinedContentResource implements Resource {

    private final AdminActions node;

    QuarantinedContentResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return node.quarantinedContent(call.id(), call.by()).map(found -> found
                .<Answer>map(content -> new Answer.Streamed(200, headers(call.id()), content))
                .orElseGet(Problem::noSuchMessage));
    }

    private static Map<String, String> headers(String id) {
        return Map.of("Content-Type", "message/rfc822",
                "Content-Disposition", "attachment; filename=\"" + id + ".eml\"");
    }
}
