package io.postern.smtp;

import java.util.List;
import java.util.Map;

/**
 * What is written on the outside of one message: our transaction id, the reverse-path, and the recipients in order.
 * {@code requests} has only the recipients whose RCPT had parameters.
 */
public record Envelope(
        String id,
        ReversePath from,
        List<Mailbox> recipients,
        MailParameters parameters,
        Map<Mailbox, RcptParameters> requests) {

    public Envelope {
        recipients = List.copyOf(recipients);
        requests = Map.copyOf(requests);
    }

    public Envelope(String id, ReversePath from, List<Mailbox> recipients, MailParameters parameters) {
        this(id, from, recipients, parameters, Map.of());
    }

    public RcptParameters requested(Mailbox recipient) {
        return requests.isEmpty() ? RcptParameters.NONE : requests.getOrDefault(recipient, RcptParameters.NONE);
    }
}
