package io.postern.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The whole configuration of one node, immutable and already checked. Each record is one section of the YAML file; the
 * names in the file are the component names with hyphens ({@code bodyMemory} is {@code body-memory}).
 */
public record Config(
        String hostname,
        Identity identity,
        Optional<String> postmaster,
        List<Listener> listeners,
        Limits limits,
        Path spillDirectory,
        BareNewline bareNewline,
        LongLines longLines,
        Timeouts timeouts,
        Drain drain,
        Log log,
        Optional<Traces> traces,
        Access access,
        List<Route> routes,
        Relay relay,
        Dns dns,
        List<Scan> scan,
        Quarantine quarantine,
        Handling handling,
        Optional<Cluster> cluster,
        Admin admin) {

    /** What else is us, seen from outside: names and literal addresses. */
    public record Identity(List<String> names, List<String> addresses) {
    }

    /** {@code proxyProtocolFrom}: if not empty, every connection must come from these and carry the header. */
    public record Listener(
            InetSocketAddress bind,
            Optional<Tls> tls,
            List<Network> proxyProtocolFrom,
            List<Network> xclientFrom,
            Set<Announced> announce) {

        public Listener(InetSocketAddress bind) {
            this(bind, Optional.empty(), List.of(), List.of(), Set.of());
        }
    }

    /** What a listener shows; the first certificate is the one for clients that name none of the others. */
    public record Tls(TlsMode mode, List<Certificate> certificates, boolean requestClientCertificate, Optional<Path> clientCa) {
    }

    public enum TlsMode { STARTTLS, REQUIRED, IMPLICIT }

    /** PEM files of a certificate chain and its key, or a PKCS #12 file that holds both ({@code key} is empty). */
    public record Certificate(Path certificate, Optional<Path> key, Optional<Secret> password) {
    }

    /** What is announced only where every next hop is known to have it, or where this says so. */
    public enum Announced { DSN, BINARYMIME }

    public record Limits(
            ByteSize messageSize,
            int recipients,
            int messagesPerSession,
            int sessions,
            int sessionsPerClient,
            ByteSize bodyMemory,
            ByteSize bodySpillThreshold,
            ByteSize bodyDisk,
            int receivedHops,
            ByteSize headerSize,
            int errors,
            int idleCommands) {
    }

    /** What becomes of a message with a text line of more than 998 octets (RFC 5322 §2.1.1). */
    public enum LongLines { PASS, REJECT }

    public enum BareNewline { REJECT, NORMALISE }

    public record Timeouts(
            Duration command,
            Duration dataBlock,
            Duration budget,
            Duration dotReply,
            Duration connect,
            Duration greeting,
            Duration reply,
            Duration tlsHandshake) {
    }

    public record Drain(Duration notice, Duration limit) {
    }

    /** {@code level}: the least weighty lines that are written. */
    public record Log(LogFormat format, LogLevel level) {

        public static final Log DEFAULT = new Log(LogFormat.LOGFMT, LogLevel.INFO);
    }

    /** Where spans go, by OTLP over HTTP, and of how many sessions: {@code share} is above 0 and at most 1. */
    public record Traces(URI endpoint, double share) {
    }

    public enum LogFormat { LOGFMT, JSON }

    public enum LogLevel { ERROR, WARN, INFO, DEBUG }

    /** Files that the lists name are read with each generation. */
    public record Access(
            List<Network> relayFrom,
            AccessSource allowClients,
            AccessSource blockClients,
            AccessSource blockSenders,
            AccessSource blockRecipients,
            boolean reverseDns,
            List<Network> reverseDnsExcept,
            Duration greetingPause,
            List<DnsList> dnsLists,
            List<Network> dnsListsExcept,
            int dnsListThreshold,
            Duration dnsListTimeout,
            Rates rates) {

        public Access(List<Network> relayFrom) {
            this(relayFrom, AccessSource.NONE, AccessSource.NONE, AccessSource.NONE, AccessSource.NONE, false, List.of(),
                    Duration.ZERO, List.of(), List.of(), 1, Duration.ofSeconds(2), Rates.NONE);
        }
    }

    /**
     * How many recipients all nodes together take from one client network, of one sender and for one mailbox; empty: any
     * number. {@code except}: clients that count for nothing.
     */
    public record Rates(Optional<Rate> client, Optional<Rate> sender, Optional<Rate> recipient,
            int ipv4Network, int ipv6Network, List<Network> except) {

        public static final Rates NONE = new Rates(Optional.empty(), Optional.empty(), Optional.empty(), 32, 64, List.of());

        public boolean isEmpty() {
            return client.isEmpty() && sender.isEmpty() && recipient.isEmpty();
        }
    }

    /** So many in that time. */
    public record Rate(int count, Duration time) {
    }

    /** A DNS block list, or a welcome list with a negative weight. {@code codes} empty: any of 127.0.0.0/8 that is a listing. */
    public record DnsList(String zone, int weight, List<Network> codes) {
    }

    /** One route; {@code domains} are lower case, {@code *.} stands for any depth of subdomain. */
    public record Route(
            String name, List<String> domains, Via via, RouteTls tls, boolean softBounce, Terms terms, ScanProfile profile,
            Checks checks) {

        public Route(String name, List<String> domains, Via via, RouteTls tls, boolean softBounce) {
            this(name, domains, via, tls, softBounce, Terms.NONE, ScanProfile.DEFAULT, Checks.DEFAULT);
        }
    }

    /** What a recipient of a route goes through before it is taken. {@code greylist}: how long unknown clients wait, or zero. */
    public record Checks(Verify verify, Duration greylist) {

        public static final Checks DEFAULT = new Checks(Verify.LEARNED, Duration.ZERO);
    }

    /** Whether next hops are believed, or asked, that a recipient does not exist before a message for it is taken. */
    public enum Verify { LEARNED, PROBE, OFF }

    /**
     * What a route's next hops must prove. {@code ca} empty: the system's authorities; {@code names} empty: the names that the
     * hosts were found by. {@code client}: what we show them.
     */
    public record RouteTls(TlsDemand demand, Optional<Path> ca, List<String> names, Optional<Certificate> client) {

        public RouteTls(TlsDemand demand) {
            this(demand, Optional.empty(), List.of(), Optional.empty());
        }
    }

    /**
     * What a route asks of the connections that its mail takes. {@code sourceAddresses}: at most one of each family, empty:
     * the node's. {@code connections} and {@code messagesPerSecond} are of one node; 0: any number.
     */
    public record Terms(
            List<InetAddress> sourceAddresses, AnnounceClient announceClient, int connections, int messagesPerSecond) {

        public static final Terms NONE = new Terms(List.of(), AnnounceClient.NONE, 0, 0);

        public boolean isLimited() {
            return connections > 0 || messagesPerSecond > 0;
        }
    }

    /** How a next hop learns for whom we speak. */
    public enum AnnounceClient { NONE, XCLIENT, PROXY_V2 }

    /** Where a route's mail goes. */
    public sealed interface Via {

        /** The recipient domain's own MX records. */
        record OwnMx() implements Via {
        }

        /** The MX records of another name. */
        record MxOf(String name) implements Via {
        }

        /** A fixed list of hosts. */
        record Hosts(List<Host> hosts) implements Via {
        }
    }

    /** One host of a fixed list: {@code "10 mail-a.internal:25"}; the name may be a literal address. */
    public record Host(int preference, String name, int port) {
    }

    public enum TlsDemand { NONE, OPPORTUNISTIC, REQUIRE, VERIFY }

    /** {@code sourceAddresses}: at most one of each family; the system chooses where there is none. */
    public record Relay(
            int port,
            int connectionsPerHop,
            int messagesPerConnection,
            Duration idle,
            Duration maxAge,
            List<Network> refuseAddresses,
            List<InetAddress> sourceAddresses) {

        public Relay(int port, int connectionsPerHop, int messagesPerConnection, Duration idle, Duration maxAge,
                List<Network> refuseAddresses) {
            this(port, connectionsPerHop, messagesPerConnection, idle, maxAge, refuseAddresses, List.of());
        }
    }

    /** {@code servers} empty: the system's. */
    public record Dns(
            List<InetSocketAddress> servers,
            Duration timeout,
            Duration ttlFloor,
            Duration ttlCeiling,
            Duration stale) {
    }

    /** Where what must not pass is kept, and how. */
    public sealed interface Quarantine {

        Keeping keeping();

        record Directory(Path path, Keeping keeping) implements Quarantine {
        }

        /** {@code endpoint} empty: AWS's own of the region. {@code prefix}: what object names begin with. */
        record S3(Optional<URI> endpoint, String region, String bucket, String prefix, boolean pathStyle,
                Optional<S3Credentials> credentials, Keeping keeping) implements Quarantine {
        }
    }

    /**
     * For how long and how much, {@code keys} to encrypt with (the first one writes, all read; none: no encryption), and the
     * folder of the index if it has one of its own.
     */
    public record Keeping(
            Duration retention, Optional<ByteSize> retentionSize, List<QuarantineKey> keys, Optional<Path> index) {

        /** Unencrypted, and as much as there is. */
        public Keeping(Duration retention) {
            this(retention, Optional.empty(), List.of(), Optional.empty());
        }
    }

    public record S3Credentials(Secret accessKey, Secret secretKey) {
    }

    /** {@code key}: 32 octets, as base64. */
    public record QuarantineKey(String name, Secret key) {

        public byte[] octets() {
            return Base64.getDecoder().decode(key.value());
        }
    }

    /** What people do with the quarantine: {@code records} is the folder of the audit trail and of what has been done. */
    public record Handling(Path records, Duration auditRetention, Optional<Digest> digest) {
    }

    /**
     * The mail about what was kept: each day at a time of {@code zone}, to {@code operator} or, without one, to the recipients.
     *
     * @param routes      whose mail it is about; empty: every configured one's
     * @param linkBase    where the world reaches the page behind the links; empty: no links
     * @param release     the scanners whose messages may be released by a link
     * @param key         signs the links
     */
    public record Digest(LocalTime at, ZoneId zone, Optional<String> operator, List<String> routes, Optional<URI> linkBase,
            Duration linkExpiry, List<String> release, Optional<Secret> key) {
    }

    /** {@code hazelcast} is the file's path, already resolved against the configuration file's folder. */
    public record Cluster(Path hazelcast, Secret secret) {
    }

    /** {@code token} is the one that nodes show each other. */
    public record Admin(InetSocketAddress bind, Optional<Secret> token, List<AdminToken> tokens) {

        public Admin(InetSocketAddress bind, Optional<Secret> token) {
            this(bind, token, List.of());
        }
    }

    /** The token of one person or program. */
    public record AdminToken(String name, Secret token) {
    }
}
