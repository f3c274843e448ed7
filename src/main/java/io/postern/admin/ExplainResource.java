package io.postern.admin;

import io.postern.smtp.Domain;
import io.vertx.core.Future;

/**
 * {@code ?rcpt=} a mailbox or a domain: the whole plan for it. With {@code &nodes=self}, as nodes ask each other, no other
 * node is asked, so that a question never goes round.
 */
final class ExplainResource implements Resource {

    /** RFC 5321 §4.5.3.1: 64 octets, the at sign, 255 octets. */
    private static final int MAX_OCTETS = 320;

    private final AdminActions node;

    ExplainResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        String recipient = call.only("rcpt");
        if (!isRecipient(recipient)) {
            return Future.succeededFuture(Problem.badRequest("rcpt must be given once and be a mailbox or a domain"));
        }
        var plan = call.only("nodes").equals("self") ? node.explainAlone(recipient) : node.explain(recipient);
        return plan.map(found -> Answer.json(200, found));
    }

    private static boolean isRecipient(String text) {
        int at = text.lastIndexOf('@');
        return text.length() <= MAX_OCTETS
                && at != 0
                && text.chars().noneMatch(Character::isISOControl)
                && Domain.parse(text.substring(at + 1)).isPresent();
    }
}
