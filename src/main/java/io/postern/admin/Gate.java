package io.postern.admin;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.postern.config.Config;
import io.postern.config.Secret;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * Who may use the API: whoever has the token, asks under a name that cannot be a stranger's (a page that had its own
 * name resolve to our address would otherwise speak to us from inside a browser), and does not change things from
 * another site's page.
 */
final class Gate {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String SCHEME = "Bearer ";

    private record Token(String name, byte[] octets) {
    }

    private final List<Token> tokens;
    private final Set<String> names;

    /** Without the nodes' own token nobody may. */
    Gate(Config.Admin config, Set<String> names) {
        this.tokens = config.token().filter(secret -> !secret.value().isEmpty()).map(secret -> Stream.concat(
                Stream.of(token(Requester.ADMIN, secret)), config.tokens().stream().map(each -> token(each.name(), each.token())))
                .toList()).orElse(List.of());
        this.names = names;
    }

    private static Token token(String name, Secret secret) {
        return new Token(name, secret.value().getBytes(StandardCharsets.UTF_8));
    }

    /** The name of the token that a request carries, empty without a known one. */
    String bearer(MultiMap headers) {
        return carried(headers.getAll("Authorization"));
    }

    /** The refusal, or empty if the request may pass. */
    Optional<Answer> refusal(HttpMethod method, MultiMap headers) {
        var hosts = headers.getAll("Host");
        if (hosts.size() != 1) {
            return Optional.of(Problem.badRequest("exactly one Host field is needed"));
        }
        if (!isOurs(hostOf(hosts.getFirst()))) {
            return Optional.of(Problem.misdirected());
        }
        if (tokens.isEmpty()) {
            return Optional.of(Problem.noToken());
        }
        if (bearer(headers).isEmpty()) {
            return Optional.of(Problem.unauthorized());
        }
        if (!SAFE.contains(method) && !headers.getAll("Origin").stream().allMatch(o -> isSame(o, hosts.getFirst()))) {
            return Optional.of(Problem.foreignOrigin());
        }
        return Optional.empty();
    }

    /** In constant time, so that answers do not tell how much of a guess is right. */
    private String carried(List<String> authorization) {
        if (authorization.size() != 1) {
            return "";
        }
        String field = authorization.getFirst();
        if (!field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return "";
        }
        // The octets as they came: HTTP fields are decoded one octet to one character.
        byte[] given = field.substring(SCHEME.length()).strip().getBytes(StandardCharsets.ISO_8859_1);
        var name = "";
        for (var token : tokens) {
            name = MessageDigest.isEqual(token.octets(), given) ? token.name() : name;
        }
        return name;
    }

    private boolean isOurs(String host) {
        if (host.equals("localhost") || names.contains(host)) {
            return true;
        }
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }

    /** The host of {@code host[:port]}, lower case, without brackets and trailing dot. */
    private static String hostOf(String field) {
        String text = field.strip().toLowerCase(Locale.ROOT);
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            return text.substring(1, bracket);
        }
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Host and port alike; the scheme may differ behind a proxy that ends TLS. */
    private static boolean isSame(String origin, String host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host.strip());
        } catch (IllegalArgumentException garbage) {
            return false;
        }
    }
}
