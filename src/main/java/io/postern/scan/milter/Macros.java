package io.postern.scan.milter;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.util.NetUtil;
import io.postern.scan.ScanInput;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;

/**
 * The macros of Sendmail that a filter may look at, as far as they mean something here. A filter hears of those that it has
 * asked for, else of those that Sendmail and Postfix send at each stage.
 */
final class Macros {

    private static final String NOTHING_KNOWN = "unknown";

    private static final Map<Stage, List<String>> USUAL = Map.of(
            Stage.CONNECT, List.of("j", "v", "{daemon_name}", "_", "{client_addr}", "{client_name}", "{client_port}", "{client_ptr}"),
            Stage.HELO, List.of("{tls_version}", "{cipher}", "{cert_subject}"),
            Stage.MAIL, List.of("i", "{mail_addr}", "{mail_host}", "{mail_mailer}"),
            Stage.RCPT, List.of("i", "{rcpt_addr}", "{rcpt_host}", "{rcpt_mailer}"),
            Stage.DATA, List.of("i"),
            Stage.END_OF_HEADER, List.of("i"),
            Stage.END_OF_MESSAGE, List.of("i"));

    private final Map<String, String> known = new HashMap<>();

    /** {@code hostName}: ours. */
    Macros(ScanInput input, String hostName) {
        var peer = input.peer();
        var address = NetUtil.toAddressString(peer.address());
        known.put("j", hostName);
        known.put("v", "Postern");
        known.put("{daemon_name}", hostName);
        known.put("_", hostOf(peer) + (peer.name().isPresent() ? " [" + address + "]" : ""));
        known.put("{client_addr}", address);
        known.put("{client_port}", Integer.toString(peer.port()));
        known.put("{client_name}", peer.name().orElse(NOTHING_KNOWN));
        known.put("{client_ptr}", peer.name().orElse(NOTHING_KNOWN));
        known.put("{client_resolve}", peer.name().isPresent() ? "OK" : "FAIL");
        known.put("s", peer.helo());
        peer.tls().ifPresent(this::tls);
        peer.certificate().ifPresent(shown -> known.put("{cert_subject}", shown.subject()));
        var envelope = input.envelope();
        known.put("i", envelope.id());
        known.put("f", envelope.from().mailbox().map(Mailbox::toString).orElse("<>"));
        known.put("{mail_addr}", envelope.from().mailbox().map(Mailbox::toString).orElse("<>"));
        known.put("{mail_host}", envelope.from().mailbox().map(mailbox -> mailbox.domain().toString()).orElse(""));
        known.put("{mail_mailer}", "esmtp");
        known.put("{rcpt_mailer}", "esmtp");
        known.put("{nrcpts}", Integer.toString(envelope.recipients().size()));
    }

    /** The name of a client as the command SMFIC_CONNECT has it: an address literal where it has none. */
    static String hostOf(Peer peer) {
        return peer.name().orElseGet(() -> '[' + NetUtil.toAddressString(peer.address()) + ']');
    }

    /** Version and cipher suite. */
    private void tls(String words) {
        int space = words.indexOf(' ');
        known.put("{tls_version}", space < 0 ? words : words.substring(0, space));
        known.put("{cipher}", words.substring(space + 1));
    }

    /** From now on the recipient that the commands are about. */
    void recipient(Mailbox mailbox) {
        known.put("{rcpt_addr}", mailbox.toString());
        known.put("{rcpt_host}", mailbox.domain().toString());
    }

    /** Those of a stage that are known, by the names that the filter uses. */
    Map<String, String> at(Stage stage, Agreement agreement) {
        var values = new LinkedHashMap<String, String>();
        for (var name : names(stage, agreement)) {
            var value = known.get(name.length() == "{i}".length() && name.startsWith("{") ? name.substring(1, 2) : name);
            if (value != null && !value.isEmpty()) {
                values.put(name, value);
            }
        }
        return values;
    }

    private static List<String> names(Stage stage, Agreement agreement) {
        return agreement.macros().getOrDefault(stage.macroList(), USUAL.getOrDefault(stage, List.of()));
    }
}
