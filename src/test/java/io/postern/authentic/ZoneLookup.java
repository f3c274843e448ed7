package io.postern.authentic;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import io.vertx.core.Future;

/**
 * The DNS of the openspf and ARC test suites: names with their records in the suites' notation. It answers at once, and
 * counts.
 */
final class ZoneLookup implements Lookup {

    private static final int MAX_ALIASES = 8;

    private final Map<String, List<?>> zone = new HashMap<>();
    private int asked;

    /** {@code zonedata}: name to list of one-entry maps (type to value), or of the word TIMEOUT. */
    ZoneLookup(Map<String, List<?>> zonedata) {
        zonedata.forEach((name, records) -> zone.put(name.toLowerCase(Locale.ROOT), records));
    }

    static ZoneLookup texts(Map<String, String> texts) {
        var zonedata = new HashMap<String, List<?>>();
        texts.forEach((name, text) -> zonedata.put(name, List.of(Map.of("TXT", text))));
        return new ZoneLookup(zonedata);
    }

    int asked() {
        return asked;
    }

    @Override
    public Future<Answer<String>> txt(String name) {
        return ask(name, "TXT", value -> value instanceof List<?> parts ? String.join("", parts.stream().map(Object::toString).toList())
                : value.toString());
    }

    @Override
    public Future<Answer<InetAddress>> ipv4(String name) {
        return ask(name, "A", value -> InetAddress.ofLiteral(value.toString()));
    }

    @Override
    public Future<Answer<InetAddress>> ipv6(String name) {
        return ask(name, "AAAA", value -> InetAddress.ofLiteral(value.toString()));
    }

    @Override
    public Future<Answer<String>> mx(String name) {
        return ask(name, "MX", value -> ((List<?>) value).get(1).toString());
    }

    @Override
    public Future<Answer<String>> ptr(InetAddress address) {
        var reversed = new ArrayList<>(List.of(new MacroExpansion(SpfQuestion.of(address, "", "", ""), "")
                .name(MacroString.parse("%{ir}.%{v}.arpa", false).orElseThrow()).split("\\.")));
        return ask(String.join(".", reversed), "PTR", Object::toString);
    }

    private <T> Future<Answer<T>> ask(String name, String type, Function<Object, T> convert) {
        asked++;
        return Future.succeededFuture(answer(name.toLowerCase(Locale.ROOT), type, convert, 0));
    }

    private <T> Answer<T> answer(String name, String type, Function<Object, T> convert, int aliases) {
        var records = zone.get(name);
        if (records == null) {
            return new Answer.Nothing<>(false);
        }
        if (aliases > MAX_ALIASES) {
            return new Answer.Unavailable<>();
        }
        var values = values(records, type);
        if (values.equals(List.of("NONE"))) {
            values = List.of();
        } else if (values.isEmpty() && type.equals("TXT")) {
            values = values(records, "SPF"); // the suite's README: written once, they stand for both types
        }
        if (!values.isEmpty()) {
            return new Answer.Records<>(values.stream().map(convert).toList());
        }
        if (records.contains("TIMEOUT") || !values(records, "RCODE").isEmpty()) {
            return new Answer.Unavailable<>();
        }
        var alias = values(records, "CNAME");
        return alias.isEmpty() ? new Answer.Nothing<>(true)
                : answer(alias.getFirst().toString().toLowerCase(Locale.ROOT), type, convert, aliases + 1);
    }

    private static List<Object> values(List<?> records, String type) {
        var values = new ArrayList<>();
        for (var record : records) {
            if (record instanceof Map<?, ?> map && map.containsKey(type)) {
                values.add(map.get(type));
            }
        }
        return values;
    }
}
