package io.postern.loadtest;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The command against a sink with its HTTP ledger, without a node in between. */
class LoadtestCommandTest {

    private final Vertx vertx = Vertx.vertx();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void aScenarioRunsToABalancedLedgerAndKeepsItsReports() throws IOException, TimeoutException {
        var sink = sink("");
        var scenario = Files.writeString(folder.resolve("short"), """
                # a remark
                about: for the test
                sinks: --rule x
                rate: 100x10s,200x10s
                size: lognormal:4KiB,100KiB
                attachments: 30%
                eight-bit: 20%
                recipients: 1-5
                eicar: 10%
                bad-mail: delivered
                messages-per-session: 10
                event: 50%=true
                """);
        int status = run("--scenario", scenario.toString(), "--scale-time", "0.05", "--title", "short one",
                "--target", "127.0.0.1:" + sink.port(), "--sink", http(sink), "--report", folder.resolve("report").toString());
        assertEquals(0, status, () -> out + "\n" + err);
        var report = new JsonObject(Files.readString(folder.resolve("report/report.json")));
        assertEquals("short one", report.getString("title"));
        assertEquals(150, report.getJsonObject("ledger").getInteger("arrived"));
        assertTrue(report.getJsonObject("ledger").getBoolean("balances"));
        assertEquals("true", report.getJsonArray("marks").getJsonObject(0).getString("what"));
        assertTrue(Files.readString(folder.resolve("report/report.html")).contains("The ledger balances."));
        assertTrue(out.toString().contains("The ledger balances."));
    }

    @Test
    void everyScenarioOfTheTreeCanBeRun() throws IOException {
        try (var files = Files.list(Path.of("loadtest/scenarios"))) {
            for (var file : files.toList()) {
                var line = LoadtestCommand.commandLine();
                line.parseArgs("--scenario", file.toString(), "--scale-time", "0.01");
                var load = ((LoadtestCommand) line.getCommand()).load();
                assertTrue(load.pace().duration().isPositive() && load.sessions() > 0, file::toString);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate 5x1s", "Rate: 5x1s", "- rate: 5", "--rate=5x1s"})
    void whatIsNoLineOfAScenarioIsRefusedWithItsNumber(String line) {
        var refused = assertThrows(IllegalArgumentException.class, () -> ScenarioFile.words("# first\n" + line));
        assertTrue(refused.getMessage().startsWith("line 2:"), refused::getMessage);
    }

    @Test
    void whatIsGivenUpFailsTheRunUnlessItWasExpected() throws TimeoutException {
        var sink = sink("rcpt 50% 550 5.1.1 nobody");
        var load = List.of("--messages", "40", "--sessions", "4", "--target", "127.0.0.1:" + sink.port(), "--sink", http(sink));
        assertEquals(1, run(load.toArray(String[]::new)));
        assertTrue(out.toString().contains("550 5.1.1"));
        assertEquals(0, run(Stream.concat(load.stream(), Stream.of("--max-given-up", "40"))
                .toArray(String[]::new)));
    }

    @Test
    void theSinkTakesAnotherScriptWhileItRuns() throws IOException, InterruptedException, TimeoutException {
        var sink = sink("");
        var ledger = URI.create(http(sink));
        try (var http = HttpClient.newHttpClient()) {
            assertEquals(204, http.send(HttpRequest.newBuilder(ledger.resolve("/script"))
                    .PUT(HttpRequest.BodyPublishers.ofString("dot 1% drop\n")).build(), HttpResponse.BodyHandlers.ofString()).statusCode());
            assertEquals("dot 1% drop\n", http.send(HttpRequest.newBuilder(ledger.resolve("/script")).build(),
                    HttpResponse.BodyHandlers.ofString()).body());
            var refused = http.send(HttpRequest.newBuilder(ledger.resolve("/script"))
                    .PUT(HttpRequest.BodyPublishers.ofString("nonsense")).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(400, refused.statusCode());
            assertTrue(refused.body().startsWith("a rule is written"));
            assertTrue(http.send(HttpRequest.newBuilder(ledger.resolve("/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                    .body().contains("postern_sink_messages_total 0"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rate 5x1s --messages 3", "", "--rate fast", "--messages 3 --size 4KB", "--messages 3 --eicar 2",
        "--messages 3 --target nowhere", "--messages 3 --proxy v3", "--rate 5x1s --warmup 2s", "--messages 3 --event soon=true",
        "--messages 3 --watch x", "--messages 3 --scenario /nonexistent", "--messages 3 --to -"})
    void wrongUsageIsSaid(String arguments) {
        assertEquals(2, run(arguments.isEmpty() ? new String[0] : arguments.split(" ")), () -> out + "\n" + err);
        assertFalse(err.toString().isBlank());
        assertFalse(err.toString().contains("Exception"), err::toString);
    }

    @Test
    void inventedClientsLiveInTheirNetwork() {
        var random = new SplittableRandom(4);
        var clients = ProxyClients.parse(ProxyClients.Version.V1, "198.18.0.0/15");
        for (int i = 0; i < 1000; i++) {
            var octets = clients.client(random).getAddress();
            assertEquals(198, octets[0] & 0xFF);
            assertEquals(18, octets[1] & 0xFE);
        }
        assertEquals("192.0.2.7", ProxyClients.parse(ProxyClients.Version.V2, "192.0.2.7/32").client(random).getHostAddress());
    }

    private CountingSink sink(String rules) throws TimeoutException {
        return CountingSink.listen(vertx, "127.0.0.1", 0, 2, Optional.empty(), SinkScript.parse(rules)).await(20, TimeUnit.SECONDS);
    }

    private String http(CountingSink sink) throws TimeoutException {
        var server = SinkHttp.listen(vertx, sink, InetAddress.getLoopbackAddress().getHostAddress(), 0).await(20, TimeUnit.SECONDS);
        return "http://127.0.0.1:" + server.actualPort();
    }

    private int run(String... arguments) {
        var line = LoadtestCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
