package io.postern.scan;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.authentic.Answer;
import io.postern.authentic.Lookup;
import io.postern.config.Config;
import io.postern.dns.Dns;
import io.postern.dns.DnsAnswer;
import io.postern.dns.MxRecord;
import io.postern.dns.ReverseName;
import io.vertx.core.Future;

/**
 * Asks the DNS for what authentication needs, and remembers answers for their time to live between the configured floor and
 * ceiling, failures for a moment (RFC 9520 §3.2): the records of a few large senders are in most of the mail. Thread-safe.
 */
final class DnsLookup {

    private static final long MAX_OCTETS = 16 << 20;
    private static final int ENTRY_OCTETS = 200;
    private static final Duration FAILURE = Duration.ofSeconds(5);

    /** {@code expiresNanos}: after that it is nobody's word any more. */
    private record Remembered(Answer<?> answer, long expiresNanos) {
    }

    private record Question(String type, String name) {
    }

    private final Dns dns;
    private final Config.Dns config;
    private final Ticker ticker;
    private final Cache<Question, Remembered> memory = Caffeine.newBuilder()
            .maximumWeight(MAX_OCTETS).weigher(DnsLookup::weight).build();

    DnsLookup(Dns dns, Config.Dns config, Ticker ticker) {
        this.dns = dns;
        this.config = config;
        this.ticker = ticker;
    }

    /** For one message, on its event loop. When the time is over, whatever is still to be asked is unavailable. */
    Lookup within(Duration time) {
        return new Bounded(ticker.read() + time.toNanos());
    }

    private final class Bounded implements Lookup {

        private final long deadlineNanos;

        Bounded(long deadlineNanos) {
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public Future<Answer<String>> txt(String name) {
            return ask(new Question("TXT", name), () -> dns.txt(name));
        }

        @Override
        public Future<Answer<InetAddress>> ipv4(String name) {
            return ask(new Question("A", name), () -> dns.ipv4(name));
        }

        @Override
        public Future<Answer<InetAddress>> ipv6(String name) {
            return ask(new Question("AAAA", name), () -> dns.ipv6(name));
        }

        @Override
        public Future<Answer<String>> mx(String name) {
            return ask(new Question("MX", name), () -> dns.mx(name).map(DnsLookup::exchanges));
        }

        @Override
        public Future<Answer<String>> ptr(InetAddress address) {
            return ask(new Question("PTR", ReverseName.below("", address)), () -> dns.ptr(address));
        }

        /** One question has answers of one type, so that what is remembered of it is of that type. */
        @SuppressWarnings("unchecked")
        private <T> Future<Answer<T>> ask(Question question, Supplier<Future<DnsAnswer<T>>> asking) {
            var known = memory.getIfPresent(question);
            if (known != null && known.expiresNanos - ticker.read() > 0) {
                return Future.succeededFuture((Answer<T>) known.answer);
            }
            long left = deadlineNanos - ticker.read();
            if (left <= 0) {
                return Future.succeededFuture(new Answer.Unavailable<>());
            }
            return asking.get().map(said -> remember(question, said))
                    .timeout(TimeUnit.NANOSECONDS.toMillis(left) + 1, TimeUnit.MILLISECONDS)
                    .otherwise(_ -> new Answer.Unavailable<>());
        }
    }

    private <T> Answer<T> remember(Question question, DnsAnswer<T> said) {
        Answer<T> answer = switch (said) {
            case DnsAnswer.Records<T> found -> new Answer.Records<>(found.records());
            case DnsAnswer.NoData<T> _ -> new Answer.Nothing<>(true);
            case DnsAnswer.NoSuchName<T> _ -> new Answer.Nothing<>(false);
            case DnsAnswer.Unavailable<T> _ -> new Answer.Unavailable<>();
        };
        var ttl = switch (said) {
            case DnsAnswer.Records<T> found -> clamped(found.ttl());
            case DnsAnswer.NoData<T>(var negative) -> clamped(negative);
            case DnsAnswer.NoSuchName<T>(var negative) -> clamped(negative);
            case DnsAnswer.Unavailable<T> _ -> FAILURE;
        };
        if (ttl.isPositive()) {
            memory.put(question, new Remembered(answer, ticker.read() + ttl.toNanos()));
        }
        return answer;
    }

    /** Zero stays zero: such an answer is for one question. */
    private Duration clamped(Duration ttl) {
        if (ttl.isZero()) {
            return ttl;
        }
        var atLeast = ttl.compareTo(config.ttlFloor()) < 0 ? config.ttlFloor() : ttl;
        return atLeast.compareTo(config.ttlCeiling()) > 0 ? config.ttlCeiling() : atLeast;
    }

    private static DnsAnswer<String> exchanges(DnsAnswer<MxRecord> said) {
        return switch (said) {
            case DnsAnswer.Records<MxRecord> found -> new DnsAnswer.Records<>(
                    found.records().stream().map(MxRecord::exchange).toList(), found.ttl(), found.authenticated(), found.owner());
            case DnsAnswer.NoData<MxRecord>(var ttl) -> new DnsAnswer.NoData<>(ttl);
            case DnsAnswer.NoSuchName<MxRecord>(var ttl) -> new DnsAnswer.NoSuchName<>(ttl);
            case DnsAnswer.Unavailable<MxRecord>(var why) -> new DnsAnswer.Unavailable<>(why);
        };
    }

    private static int weight(Question question, Remembered remembered) {
        int octets = ENTRY_OCTETS + question.name.length();
        if (remembered.answer instanceof Answer.Records<?>(List<?> records)) {
            for (var record : records) {
                octets += record instanceof String text ? text.length() + Long.BYTES : ENTRY_OCTETS;
            }
        }
        return octets;
    }
}
