package io.postern.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.postern.smtp.Domain;

/**
 * How one kind of value is written.
 *
 * @param noun what it is, with its article, for "… is not …"
 * @param right how to write it, for the remedy
 * @param words the only words allowed; empty if it is no such list
 * @param later words that a coming version will understand
 */
record Notation<T>(String noun, String right, List<String> words, List<String> later, Function<String, Optional<T>> parse) {

    private static final String DURATION_RIGHT = "write a number with its unit, such as 500ms, 5s, 5m, 2h or 30d";
    private static final Pattern LOCAL_PART =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Pattern FIELD_NAME = Pattern.compile("[!-9;-~]{1,76}");

    /** Zero is no duration to wait for. */
    static final Notation<Duration> DURATION =
            new Notation<>("a duration above zero", DURATION_RIGHT,
                    text -> Durations.parse(text).filter(Duration::isPositive));
    static final Notation<Duration> DURATION_OR_ZERO = new Notation<>("a duration", DURATION_RIGHT, Durations::parse);
    static final Notation<ByteSize> SIZE = new Notation<>("a size above zero",
            "write a number with its unit, such as 512KiB, 50MiB or 2GiB",
            text -> ByteSize.parse(text).filter(size -> size.octets() > 0));
    static final Notation<Boolean> BOOLEAN = choice(List.of("true", "false"), List.of(), Boolean::valueOf);
    static final Notation<String> TEXT =
            new Notation<>("a text", "write something", text -> Optional.of(text).filter(it -> !it.isBlank()));
    static final Notation<Secret> SECRET =
            new Notation<>("a secret", "write ${NAME} or ${file:/path} whose value is not empty",
            text -> Optional.of(text).filter(it -> !it.isBlank()).map(Secret::new));
    static final Notation<Path> PATH = new Notation<>("a path", "write the path of a file or folder", Notation::path);
    static final Notation<String> LABEL_NAME = new Notation<>("a name",
            "use letters, digits, hyphen, underscore and dot, 64 at most",
            text -> Optional.of(text).filter(it -> LABEL.matcher(it).matches()));
    static final Notation<String> HOST_NAME =
            new Notation<>("a host name", "write it such as mx1.example.com", Notation::name);
    static final Notation<String> DOMAIN = new Notation<>("a domain", "write it such as example.com or *.example.com",
            text -> text.startsWith("*.") ? name(text.substring(2)).map("*."::concat) : name(text));
    static final Notation<String> MAILBOX =
            new Notation<>("a mailbox", "write it such as postmaster@example.com", Notation::mailbox);
    static final Notation<String> ADDRESS = new Notation<>("an IP address", "write it such as 203.0.113.10 or 2001:db8::1",
            text -> Endpoint.literal(text).map(address -> address.getHostAddress()));
    static final Notation<Network> NETWORK =
            new Notation<>("a network", "write it such as 192.0.2.0/24, 2001:db8::/32 or 192.0.2.1", Network::parse);
    static final Notation<InetSocketAddress> BIND = new Notation<>("an IP address with a port",
            "write it such as 0.0.0.0:2525 or \"[::]:2525\"",
            text -> Endpoint.parse(text).flatMap(it -> it.socketAddress(OptionalInt.empty())));
    static final Notation<InetSocketAddress> DNS_SERVER = new Notation<>("a DNS server",
            "write its IP address and port, such as 127.0.0.1:53 or \"[::1]:53\"",
            text -> Endpoint.parse(text).flatMap(it -> it.socketAddress(OptionalInt.of(53))));
    static final Notation<String> SERVICE = new Notation<>("the address of a service",
            "write host:port, such as 127.0.0.1:3310, or the absolute path of a Unix socket", Notation::service);
    static final Notation<String> HTTP_SERVICE = new Notation<>("the address of a service",
            "write host:port, such as 127.0.0.1:11333, with http:// before it if you like, or the absolute path of a Unix socket",
            text -> service(text.startsWith("http://") ? text.substring("http://".length()) : text));
    static final Notation<URI> HTTP_URL =
            new Notation<>("an HTTP address", "write it such as http://127.0.0.1:4318/v1/traces", Notation::httpUrl);
    static final Notation<LocalTime> TIME_OF_DAY = new Notation<>("a time of day", "write it such as \"07:00\"",
            text -> parsed(() -> LocalTime.parse(text)));
    static final Notation<ZoneId> ZONE =
            new Notation<>("a time zone", "write it such as Europe/Berlin or UTC", text -> parsed(() -> ZoneId.of(text)));
    static final Notation<Double> SHARE =
            new Notation<>("a share above 0 and at most 1", "write it such as 0.01, for one in a hundred", Notation::share);
    static final Notation<String> FIELD =
            new Notation<>("a header field name", "write it such as Subject, without the colon",
            text -> Optional.of(text).filter(it -> FIELD_NAME.matcher(it).matches()));
    static final Notation<Scan.TagHeader> HEADER = new Notation<>("a header field", "write it such as \"X-Spam: yes\", in ASCII",
            Notation::header);
    static final Notation<String> SUBJECT_PREFIX = new Notation<>("what may stand before a subject",
            "write something short, such as \"[SPAM]\", of at most 44 octets",
            text -> Optional.of(text).filter(it -> !it.isBlank() && it.getBytes(StandardCharsets.UTF_8).length <= 44
                    && it.chars().noneMatch(Character::isISOControl)));
    static final Notation<String> PATTERN =
            new Notation<>("a regular expression", "write one of java.util.regex", Notation::pattern);

    Notation(String noun, String right, Function<String, Optional<T>> parse) {
        this(noun, right, List.of(), List.of(), parse);
    }

    static Notation<Integer> number(int least, int most) {
        return new Notation<>("a whole number from " + least + " to " + most, "write digits only",
                text -> text.matches("\\d{1,9}")
                        ? Optional.of(Integer.valueOf(text)).filter(it -> it >= least && it <= most)
                        : Optional.empty());
    }

    /** The constants of an enumeration, in lower case. */
    static <E extends Enum<E>> Notation<E> choice(Class<E> type, String... later) {
        var words = Arrays.stream(type.getEnumConstants()).map(it -> it.name().toLowerCase(Locale.ROOT)).toList();
        return choice(words, List.of(later), word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
    }

    static <T> Notation<T> choice(List<String> words, List<String> later, Function<String, T> meaning) {
        return new Notation<>("known here", "write one of: " + String.join(", ", words), words, later,
                text -> words.contains(text) ? Optional.of(meaning.apply(text)) : Optional.empty());
    }

    private static Optional<Path> path(String text) {
        return text.isBlank() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(Path.of(text));
    }

    private static Optional<String> name(String text) {
        return Domain.parse(text).filter(domain -> !domain.isAddressLiteral()).map(Domain::name);
    }

    private static Optional<String> mailbox(String text) {
        int at = text.lastIndexOf('@');
        boolean good = at > 0 && at <= 64 && LOCAL_PART.matcher(text.substring(0, at)).matches()
                && Domain.parse(text.substring(at + 1)).isPresent();
        return good ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Scan.TagHeader> header(String text) {
        int colon = text.indexOf(':');
        return Optional.of(text)
                .filter(it -> colon > 0 && FIELD_NAME.matcher(it.substring(0, colon)).matches())
                .filter(it -> it.length() <= 500 && it.chars().allMatch(c -> c >= ' ' && c < 0x7F))
                .map(it -> new Scan.TagHeader(it.substring(0, colon), it.substring(colon + 1).strip()));
    }

    private static Optional<String> service(String text) {
        if (text.startsWith("/")) {
            return Optional.of(text).filter(it -> it.length() > 1);
        }
        return Endpoint.parse(text).filter(it -> it.port().isPresent()).map(it -> text);
    }

    private static Optional<String> pattern(String text) {
        try {
            Pattern.compile(text);
            return Optional.of(text);
        } catch (PatternSyntaxException notAPattern) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> parsed(Supplier<T> parser) {
        try {
            return Optional.of(parser.get());
        } catch (DateTimeException notOne) {
            return Optional.empty();
        }
    }

    private static Optional<URI> httpUrl(String text) {
        try {
            var url = new URI(text);
            boolean good = ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null;
            return good ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }

    private static Optional<Double> share(String text) {
        return text.matches("\\d{1,3}(\\.\\d{1,9})?")
                ? Optional.of(Double.valueOf(text)).filter(it -> it > 0 && it <= 1) : Optional.empty();
    }
}
