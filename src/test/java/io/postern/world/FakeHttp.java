package io.postern.world;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** An HTTP server that answers as it is told, and keeps what it was sent. */
public final class FakeHttp implements Closeable {

    /** What it does with a request. */
    public enum Manner { ANSWER, ANSWER_EARLY, HANG_UP, SILENCE }

    /** One request, its body ISO 8859-1. */
    public record Request(String target, Map<String, List<String>> headers, String body) {

        public String header(String name) {
            return String.join("|", headers.getOrDefault(name, List.of()));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Manner manner;
    private final int status;
    private final byte[] answer;
    private final Map<String, String> headers;

    private FakeHttp(Manner manner, int status, byte[] answer, Map<String, String> headers) throws IOException {
        this(HttpServer.create(loopback(), 100), manner, status, answer, headers);
    }

    private FakeHttp(HttpServer server, Manner manner, int status, byte[] answer, Map<String, String> headers) {
        this.manner = manner;
        this.status = status;
        this.answer = answer;
        this.headers = headers;
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public static FakeHttp saying(String answer) throws IOException {
        return saying(200, answer);
    }

    public static FakeHttp saying(int status, String answer) throws IOException {
        return new FakeHttp(Manner.ANSWER, status, answer.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static FakeHttp saying(byte[] answer, Map<String, String> headers) throws IOException {
        return new FakeHttp(Manner.ANSWER, 200, answer, headers);
    }

    public static FakeHttp with(Manner manner, String answer) throws IOException {
        return new FakeHttp(manner, 200, answer.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** Over TLS only, with the certificate of {@code tls}. */
    public static FakeHttp over(SSLContext tls, String answer) throws IOException {
        var server = HttpsServer.create(loopback(), 100);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new FakeHttp(server, Manner.ANSWER, 200, answer.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** As the configuration writes it. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Request> requests() {
        return requests;
    }

    private void serve(HttpExchange exchange) throws IOException {
        if (manner == Manner.HANG_UP) {
            throw new IOException("hangs up");
        }
        if (manner != Manner.ANSWER_EARLY) {
            requests.add(new Request(exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1)));
        }
        if (manner == Manner.SILENCE) {
            awaitClose();
        }
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.getResponseBody().flush();
        // a close with octets unread would take the answer back
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        exchange.close();
    }

    private void awaitClose() throws IOException {
        try {
            closing.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.close();
    }
}
