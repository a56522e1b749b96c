package dev.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Who has the server's port; that Tidemark's own server is known is shown with a real one, by the tests of the pages.
 */
final class TestServerPort {
    private static final String HOST = "127.0.0.1";

    @Test
    void aFreePortIsRight() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = socket.getLocalPort();
        }

        assertThat(new ServerPort(HOST, port).look()).isEqualTo(HOST + ":" + port + " is free");
    }

    @Test
    void aProgramThatAnswersEveryRequestIsNotTakenForTidemark() throws IOException {
        try (OtherProgram other = new OtherProgram("{\"name\":\"Tidemark\"}", 1)) {
            assertTaken(other.port());
        }
        try (OtherProgram other = new OtherProgram("Tidemark", 1)) {
            assertTaken(other.port());
        }
    }

    @Test
    void aProgramWithoutAnEndOrWithoutAnAnswerIsNotWaitedFor() throws IOException {
        try (OtherProgram other = new OtherProgram(" ".repeat(1_000), Integer.MAX_VALUE)) {
            assertTaken(other.port());
        }
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName(HOST))) {
            assertTaken(silent.getLocalPort());
        }
    }

    @Test
    void anAddressOfAnotherMachineIsToldWithItsSetting() {
        CheckFailedException failure = failure(new ServerPort("192.0.2.1", 8080));

        assertThat(failure).hasMessageStartingWith("cannot listen at 192.0.2.1:8080: ");
        assertThat(failure.remedy()).startsWith("Set server.host to an address of this machine");
        assertThat(failure(new ServerPort("nowhere.invalid", 8080)))
                .hasMessage("The host 'nowhere.invalid' is not known");
    }

    private static void assertTaken(int port) {
        CheckFailedException failure = failure(new ServerPort(HOST, port));
        assertThat(failure).hasMessage(HOST + ":" + port + " is taken by another program");
        assertThat(failure.remedy()).isEqualTo("Stop what listens there, or set server.port");
    }

    private static CheckFailedException failure(ServerPort port) {
        return catchThrowableOfType(CheckFailedException.class, port::look);
    }

    /** Answers 200 to everything, with a text, once or more often. */
    private record OtherProgram(HttpServer server, ExecutorService threads) implements AutoCloseable {
        OtherProgram(String text, int times) throws IOException {
            this(
                    HttpServer.create(new InetSocketAddress(InetAddress.getByName(HOST), 0), 0),
                    Executors.newVirtualThreadPerTaskExecutor());
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream body = exchange.getResponseBody()) {
                    for (int time = 0; time < times; time++) {
                        body.write(text.getBytes(StandardCharsets.UTF_8));
                    }
                }
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
