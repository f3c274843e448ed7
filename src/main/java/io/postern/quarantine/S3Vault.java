package io.postern.quarantine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.postern.config.Config;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket of an S3-compatible store. A parcel is the object {@code PREFIX SHELF/ID.mail}, put in one request, so that it is
 * there whole or not at all. The client tries again by itself, three times at most and within the message's budget.
 */
final class S3Vault implements Vault {

    private static final String PARCEL = ".mail";
    /** Of one object, for its description; longer ones are fetched whole. */
    private static final int HEAD_OCTETS = 16 << 10;
    private static final Duration TIDYING = Duration.ofSeconds(5);

    private final Config.Quarantine.S3 config;
    private final S3Client client;
    private final S3Walk walk;
    private final VaultClock clock;

    /** {@code clock}: this node's. */
    S3Vault(Config.Quarantine.S3 config, InstantSource clock) {
        this.config = config;
        this.clock = new VaultClock(clock);
        this.client = S3Clients.of(config);
        this.walk = new S3Walk(client, config.bucket(), config.prefix(), PARCEL);
    }

    @Override
    public String name() {
        return config.endpoint().map(Object::toString).orElse("s3:") + "/" + config.bucket() + "/" + config.prefix();
    }

    @Override
    public void prepare() throws IOException {
        var answer = calling(() -> client.headBucket(request -> request.bucket(config.bucket())));
        answer.sdkHttpResponse().firstMatchingHeader("Date").flatMap(S3Vault::date).ifPresent(clock::told);
    }

    private static Optional<Instant> date(String field) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(field, Instant::from));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    @Override
    public void convert() {
        // No earlier version kept anything in a bucket.
    }

    /** A failure may come from an answer that was lost on its way: what might be there is taken away. */
    @Override
    public void put(Parcel parcel, Duration budget) throws IOException {
        var key = key(parcel.id());
        try {
            calling(() -> client.putObject(
                    request -> request.bucket(config.bucket()).key(key).contentLength(parcel.length())
                            .overrideConfiguration(S3Clients.within(budget)),
                    RequestBody.fromContentProvider(() -> octets(parcel), parcel.length(), "application/octet-stream")));
        } catch (IOException failure) {
            try {
                calling(() -> client.deleteObject(request -> request.bucket(config.bucket()).key(key)
                        .overrideConfiguration(S3Clients.within(TIDYING))));
            } catch (IOException outOfReach) {
                failure.addSuppressed(outOfReach);
            }
            throw failure;
        }
    }

    private static InputStream octets(Parcel parcel) {
        try {
            return parcel.octets();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public Optional<InputStream> get(String id) throws IOException {
        return got(GetObjectRequest.builder().bucket(config.bucket()).key(key(id)).build())
                .map(stream -> new BufferedInputStream(stream, 64 << 10));
    }

    /** One question where the description is short, as it nearly always is. */
    @Override
    public Optional<InputStream> head(String id) throws IOException {
        var range = "bytes=0-" + (HEAD_OCTETS - 1);
        var begin = got(GetObjectRequest.builder().bucket(config.bucket()).key(key(id)).range(range).build());
        if (begin.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new BufferedInputStream(new HeadThenAll(begin.get(), HEAD_OCTETS, () -> get(id)), HEAD_OCTETS));
    }

    private Optional<InputStream> got(GetObjectRequest request) throws IOException {
        try {
            return Optional.of(calling(() -> client.getObject(request)));
        } catch (NoSuchParcel notThere) {
            return Optional.empty();
        }
    }

    /** S3 says the same of what was there and what was not, so it is asked before. */
    @Override
    public boolean delete(String id) throws IOException {
        var key = key(id);
        try {
            calling(() -> client.headObject(request -> request.bucket(config.bucket()).key(key)));
        } catch (NoSuchParcel notThere) {
            return false;
        }
        calling(() -> client.deleteObject(request -> request.bucket(config.bucket()).key(key)));
        return true;
    }

    @Override
    public Optional<Object> state(int shelf) {
        return Optional.empty();
    }

    @Override
    public List<Lying> list(int shelf) throws IOException {
        return calling(() -> walk.shelf(shelf));
    }

    @Override
    public int readsAtOnce() {
        return 16;
    }

    @Override
    public Duration freshness() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Duration clockAhead() {
        return clock.ahead();
    }

    @Override
    public void close() {
        client.close();
    }

    private String key(String id) throws IOException {
        if (!QuarantinedMessage.isId(id)) {
            throw new IOException("not a transaction id");
        }
        return config.prefix() + Vault.shelfName(Vault.shelf(id)) + "/" + id + PARCEL;
    }

    private static final class NoSuchParcel extends IOException {

        private static final long serialVersionUID = 1;

        NoSuchParcel(Throwable cause) {
            super(cause);
        }
    }

    private static <T> T calling(Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (NoSuchKeyException notThere) {
            throw new NoSuchParcel(notThere);
        } catch (S3Exception answer) {
            if (answer.statusCode() == 404 && answer.getMessage() != null && !answer.getMessage().contains("NoSuchBucket")) {
                throw new NoSuchParcel(answer);
            }
            throw new IOException("the object store answered " + answer.statusCode() + ": " + answer.getMessage(), answer);
        } catch (SdkException unreachable) {
            throw new IOException("the object store was not reached: " + unreachable.getMessage(), unreachable);
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }
}
