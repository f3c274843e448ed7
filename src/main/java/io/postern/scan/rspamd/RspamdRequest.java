package io.postern.scan.rspamd;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

import io.postern.config.Scan;
import io.postern.scan.ScanInput;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What is known of a message and its client besides its content, in the words of rspamd's HTTP protocol. */
record RspamdRequest(Scan.Kind.Rspamd kind, String hostname) {

    MultiMap headers(ScanInput input) {
        var headers = HttpHeaders.headers();
        var envelope = input.envelope();
        var peer = input.peer();
        headers.add("IP", address(peer.address()));
        add(headers, "Helo", peer.helo());
        peer.name().ifPresent(name -> add(headers, "Hostname", name));
        add(headers, "From", envelope.from().toString());
        envelope.recipients().forEach(recipient -> add(headers, "Rcpt", "<" + recipient + ">"));
        add(headers, "Queue-Id", envelope.id());
        add(headers, "MTA-Name", hostname);
        peer.tls().ifPresent(words -> addTls(headers, words));
        kind.settingsId().ifPresent(id -> add(headers, "Settings-ID", id));
        kind.password().ifPresent(secret -> add(headers, "Password", secret.value()));
        return headers;
    }

    /** Without the zone of a link-local one. */
    private static String address(InetAddress address) {
        var text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** {@code words}: version and cipher suite. */
    private static void addTls(MultiMap headers, String words) {
        var parts = words.split(" ", 2);
        add(headers, "TLS-Version", parts[0]);
        if (parts.length == 2) {
            add(headers, "TLS-Cipher", parts[1]);
        }
    }

    /** In UTF-8, which rspamd reads as it is; what a header cannot hold becomes a question mark. */
    private static void add(MultiMap headers, String name, String value) {
        var octets = value.replaceAll("\\p{Cntrl}", "?").getBytes(StandardCharsets.UTF_8);
        if (octets.length > 0) {
            headers.add(name, new String(octets, StandardCharsets.ISO_8859_1));
        }
    }
}
