package io.postern.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MetricsTest {

    private static final long MILLI = 1_000_000;

    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    private void useAll() {
        metrics.sessionOpened();
        metrics.connection("accepted", "none");
        metrics.message("id1", "own", "delivered", "none", 7 * MILLI, 5_000);
        metrics.phase("mail", "ok", MILLI);
        metrics.relayOpened();
        metrics.relayOpened();
        metrics.relayIdle(1);
        metrics.reused();
        metrics.failover("connect", "refused");
        metrics.duplicateRisk();
        metrics.mxLookup("dns", "hosts", MILLI);
        metrics.reverseName("confirmed");
        metrics.dnsList("black.example", "listed");
        metrics.recipientQuestion("taken");
        metrics.scan("rules", "clean", MILLI);
        metrics.unscanned("antivirus", "timeout");
        metrics.quarantineNotice("delivered");
        metrics.quarantineDigest("sent");
        metrics.authentication("dmarc", "pass");
        metrics.gridOperation("mx-get", "hit", MILLI);
        metrics.tlsHandshake("client", "TLSv1.3", "ok");
        metrics.internalError();
        metrics.quarantineRemoved("age", 1);
        metrics.alert("misconfigured-route");
        metrics.reload("api", true);
        metrics.loopLag(() -> 0.25);
        metrics.certificates(Map.of("/tls.crt", Instant.now()));
    }

    /** The names that dashboards hold on to, with their types. */
    @ParameterizedTest
    @ValueSource(strings = {
        "postern_sessions gauge",
        "postern_load gauge {signal=\"loop-lag\"}",
        "postern_node_state gauge {state=\"busy\"}",
        "postern_loop_lag_seconds gauge {loop=\"0\"}",
        "postern_connections_total counter {cause=\"none\",result=\"accepted\"}",
        "postern_messages_total counter {cause=\"none\",result=\"delivered\",route=\"own\"}",
        "postern_message_seconds histogram {result=\"delivered\"",
        "postern_message_octets histogram",
        "postern_relay_phase_seconds histogram {phase=\"mail\",result=\"ok\"",
        "postern_relay_connections gauge {state=\"idle\"}",
        "postern_relay_connections gauge {state=\"leased\"}",
        "postern_relay_reused_total counter",
        "postern_failovers_total counter {cause=\"refused\",phase=\"connect\"}",
        "postern_duplicate_risk_total counter",
        "postern_mx_lookups_total counter {result=\"hosts\",source=\"dns\"}",
        "postern_mx_lookup_seconds histogram {source=\"dns\"",
        "postern_reverse_names_total counter {result=\"confirmed\"}",
        "postern_dns_lists_total counter {list=\"black.example\",result=\"listed\"}",
        "postern_recipient_questions_total counter {result=\"taken\"}",
        "postern_hop_breakers_open gauge",
        "postern_scan_seconds histogram {scanner=\"rules\",verdict=\"clean\"",
        "postern_unscanned_total counter {cause=\"timeout\",scanner=\"antivirus\"}",
        "postern_quarantined_messages gauge",
        "postern_body_memory_octets gauge",
        "postern_body_spilled_octets gauge",
        "postern_cluster_nodes gauge {state=\"draining\"}",
        "postern_grid_up gauge",
        "postern_cluster_alone gauge",
        "postern_grid_operation_seconds histogram {operation=\"mx-get\",result=\"hit\"",
        "postern_tls_handshakes_total counter {result=\"ok\",side=\"client\",version=\"TLSv1.3\"}",
        "postern_certificate_expiry_seconds gauge {certificate=\"/tls.crt\"}",
        "postern_configuration_current gauge",
        "postern_reloads_total counter {result=\"taken\",trigger=\"api\"}",
        "postern_internal_errors_total counter",
        "postern_alerts_total counter {kind=\"misconfigured-route\"}",
        "postern_log_discarded_total counter",
        "jvm_memory_used_bytes gauge",
        "jvm_threads_live_threads gauge",
        "jvm_classes_loaded_classes gauge",
        "jvm_gc_live_data_size_bytes gauge",
        "process_uptime_seconds gauge",
        "process_files_open_files gauge",
        "process_cpu_usage gauge",
        "process_resident_memory_bytes gauge",
        "netty_allocator_memory_used gauge",
    })
    void isInTheScrapeWithHelp(String expected) {
        useAll();
        var parts = expected.split(" ", 3);
        String scrape = metrics.scrape();
        assertTrue(scrape.contains("# HELP " + parts[0] + " "), () -> scrape);
        assertTrue(scrape.contains("# TYPE " + parts[0] + " " + parts[1] + "\n"), () -> scrape);
        String suffix = parts[1].equals("histogram") ? "_bucket" : "";
        String labels = parts.length == 3 ? parts[2] : "";
        assertTrue(scrape.contains("\n" + parts[0] + suffix + labels), () -> scrape);
    }

    @Test
    void eachOwnMeterSaysWhatAChangeMeans() {
        useAll();
        metrics.scrape().lines()
                .filter(line -> line.startsWith("# HELP postern_"))
                .forEach(line -> assertTrue(line.matches(".*\\b(rise|fall|means)\\b.*"), line));
    }

    @Test
    void bucketsAreFew() {
        useAll();
        long buckets = metrics.scrape().lines().filter(line -> line.startsWith("postern_message_seconds_bucket")).count();
        assertEquals(17, buckets);
    }

    @Test
    void eachMeterIsDeclaredOnceAndRecorded() {
        useAll();
        String scrape = metrics.scrape();
        for (var meter : Meter.values()) {
            assertTrue(scrape.contains("# HELP " + meter.title() + " " + meter.help() + "\n"), meter::title);
        }
        assertEquals(Meter.values().length,
                scrape.lines().filter(line -> line.startsWith("# TYPE postern_")).count());
    }

    @Test
    void theTableInTheManualIsThisOne() throws IOException {
        assertTrue(Files.readString(Path.of("README.md")).contains("\n\n" + MetricsPage.text() + "\n"),
                () -> "let README.md have what `postern reference --metrics` prints:\n" + MetricsPage.text());
    }

    @Test
    void openMetricsNameTheMessageOfABucket() {
        metrics.message("abc123", "own", "delivered", "none", 7 * MILLI, 5_000);
        var scrape = metrics.scrape(
                ScrapeFormat.of("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"));
        assertTrue(scrape.endsWith("# EOF\n"), () -> scrape);
        assertTrue(scrape.lines().filter(line -> line.contains(" # {")).allMatch(line -> line.contains("_bucket{")),
                "Prometheus refuses exemplars elsewhere");
        assertTrue(scrape.contains("{result=\"delivered\",le=\"0.01\"} 1 # {id=\"abc123\"} 0.007"), () -> scrape);
    }

    @Test
    void valuesComeFromTheirSources() {
        useAll();
        metrics.bodyMemory(() -> 4096);
        metrics.gridUp(() -> true);
        metrics.clusterNodes(() -> Map.of("ready", 3));
        String scrape = metrics.scrape();
        assertTrue(scrape.contains("\npostern_body_memory_octets 4096.0\n"), scrape);
        assertTrue(scrape.contains("\npostern_grid_up 1.0\n"), scrape);
        assertTrue(scrape.contains("\npostern_cluster_nodes{state=\"ready\"} 3.0\n"), scrape);
        assertTrue(scrape.contains("\npostern_cluster_nodes{state=\"gone\"} 0.0\n"), scrape);
        assertTrue(scrape.contains("\npostern_relay_connections{state=\"leased\"} 1.0\n"), scrape);
        assertTrue(scrape.contains("postern_message_seconds_bucket{result=\"delivered\",le=\"0.01\"} 1\n"), scrape);
        assertTrue(scrape.contains("postern_message_seconds_bucket{result=\"delivered\",le=\"0.005\"} 0\n"), scrape);
    }

    @Test
    void labelsWithoutEndAreCountedAsOther() {
        for (int i = 0; i < 5_000; i++) {
            metrics.connection("refused", "cause-" + i);
        }
        String scrape = metrics.scrape();
        assertFalse(scrape.contains("cause-4999"));
        assertTrue(scrape.contains("postern_connections_total{cause=\"other\",result=\"other\"} 4500.0"));
    }
}
