package dev.tidemark.benchmark.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The load generator before a server that only answers. */
final class TestLoadGenerator {
    private static final Duration LENGTH = Duration.ofMillis(500);

    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile int status = 200;
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
        threads.close();
    }

    @Test
    void aRateIsKeptAndEachRequestIsCounted() {
        Figures figures = new LoadGenerator(LENGTH).run(load(), 4, 200);

        // The last one of each connection may be due at the end.
        assertThat(requests.get()).isBetween(90, 104);
        assertThat(figures.perSecond() * LENGTH.toMillis() / 1_000)
                .isBetween(0.5 * requests.get(), 1.1 * requests.get());
        assertThat(figures.errors()).isZero();
        assertThat(figures.p50()).isPositive().isLessThanOrEqualTo(figures.p99());
    }

    @Test
    void aClosedLoopSendsAsSoonAsItIsAnswered() {
        Figures figures = new LoadGenerator(LENGTH).run(load(), 4, 0);

        assertThat(requests.get()).isGreaterThan(200);
        assertThat(figures.errors()).isZero();
    }

    @Test
    void whatIsNoSuccessIsAnError() {
        status = 503;

        Figures figures = new LoadGenerator(LENGTH).run(load(), 2, 100);

        assertThat(figures.errors()).isEqualTo(requests.get()).isPositive();
    }

    @Test
    void aServerThatIsNotThereIsAnErrorOfEachConnection() {
        server.stop(0);

        Figures figures = new LoadGenerator(LENGTH).run(load(), 3, 100);

        assertThat(figures.errors()).isEqualTo(3);
    }

    private Load load() {
        byte[] request = LoadGenerator.post("/", "*/*", "{}".getBytes(StandardCharsets.UTF_8));
        return new Load(new Target(server.getAddress().getPort(), ProcessHandle.current()), List.of(request));
    }
}
