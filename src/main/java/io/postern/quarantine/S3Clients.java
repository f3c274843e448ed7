package io.postern.quarantine;

import java.time.Duration;

import io.postern.config.Config;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Clients of S3-compatible stores: AWS's SDK over the JDK's URL connections. They block, on the store's own workers. Nothing
 * that only AWS's own store understands is used: no trailing checksums, no chunked signatures; a parcel proves itself.
 */
final class S3Clients {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Without an octet from the store. */
    private static final Duration SILENCE = Duration.ofSeconds(20);
    /** For all but putting, which has the message's budget. */
    private static final Duration CALL = Duration.ofSeconds(60);

    private S3Clients() {
    }

    static S3Client of(Config.Quarantine.S3 config) {
        var client = S3Client.builder()
                .region(Region.of(config.region()))
                .forcePathStyle(config.pathStyle())
                .credentialsProvider(credentials(config))
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .overrideConfiguration(all -> all.apiCallTimeout(CALL));
        config.endpoint().ifPresent(client::endpointOverride);
        return client.build();
    }

    /** A store that hangs is given up half-way, so that there is time for another attempt. */
    static AwsRequestOverrideConfiguration within(Duration budget) {
        return AwsRequestOverrideConfiguration.builder().apiCallTimeout(budget).apiCallAttemptTimeout(budget.dividedBy(2)).build();
    }

    private static AwsCredentialsProvider credentials(Config.Quarantine.S3 config) {
        return config.credentials().<AwsCredentialsProvider>map(written -> StaticCredentialsProvider.create(
                AwsBasicCredentials.create(written.accessKey().value(), written.secretKey().value())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }
}
