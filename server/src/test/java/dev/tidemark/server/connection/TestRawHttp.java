package dev.tidemark.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.ServerFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does about bytes that are no usual request, seen from the socket. */
final class TestRawHttp extends RawHttpServer {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/live",
                "/health/ready",
                "/openapi.json",
                "/metrics",
                "/feature-groups",
                "/feature-groups/payments",
                "/feature-services",
                "/features/online/payments/17",
            })
    void headIsAnsweredAsGetIsWithoutABody(String path) throws Exception {
        // For a second after it refused others the server is not ready.
        long start = System.nanoTime();
        while (fixture.get("/health/ready").statusCode() != 200
                && System.nanoTime() - start < Duration.ofSeconds(30).toNanos()) {
            Thread.onSpinWait();
        }
        try (RawClient client = connect()) {
            client.send("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path));
            RawClient.Answer whole = client.answer();
            client.send("HEAD %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path));
            RawClient.Answer head = client.head();
            client.send(FOLLOWER);

            assertThat(head.status()).isEqualTo(whole.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo(whole.header("Content-Type"));
            assertThat(Integer.parseInt(head.header("Content-Length"))).isPositive();
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/features/online", "/nowhere", "/feature-groups/nothing", "/metrics/nothing"})
    void aFailedHeadHasNoBodyEither(String path) throws Exception {
        try (RawClient client = connect()) {
            client.send("HEAD %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path));
            assertThat(client.head().status()).isBetween(404, 405);
            client.send(FOLLOWER);
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
            client.send("HEAD / HTTP/1.1\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void http10IsAnsweredAndClosedUnlessTheClientKeepsIt() throws Exception {
        try (RawClient client = connect()) {
            client.send("GET /health/live HTTP/1.0\r\n\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
        try (RawClient client = connect()) {
            client.send("HEAD /metrics HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.head().header("Connection")).isEqualTo("keep-alive");
            client.send(post(QUESTION).replace("HTTP/1.1", "HTTP/1.0").replace("Host: x", "Connection: Keep-Alive"));
            RawClient.Answer answer = client.answer();
            assertThat(answer.body()).contains("\"17\"");
            assertThat(answer.header("Connection")).isEqualTo("keep-alive");
            client.send("GET /metrics HTTP/1.0\r\n\r\n");
            RawClient.Answer metrics = client.answer();
            assertThat(metrics.header("Transfer-Encoding")).isEmpty();
            assertThat(metrics.body()).contains("tidemark_requests");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void anotherVersionIsToldWhichAreSpoken() throws Exception {
        try (RawClient client = connect()) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(505);
            assertThat(answer.body()).contains("HTTP/1.1 and HTTP/1.0");
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "keep-alive, close"})
    void aConnectionIsClosedWhereTheClientAsksForIt(String option) throws Exception {
        try (RawClient client = connect()) {
            client.send(post("Connection: " + option + "\r\nContent-Length: " + QUESTION.length() + "\r\n", QUESTION));

            assertThat(client.answer().header("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInTheirOrder() throws Exception {
        try (RawClient client = connect()) {
            client.send(FOLLOWER + post(QUESTION) + "\r\n" + FOLLOWER.replace("follower", "third"));

            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
            assertThat(client.answer().body()).contains("\"17\"");
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("third");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/a\"b", "/feature-groups?a=<b>"})
    void aPathThatIsNoneIsRefusedWithAWayOut(String path) throws Exception {
        try (RawClient client = connect()) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("expected a valid path and query, other characters as %XX");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void tooLongALineOrHeadIsToldSo() throws Exception {
        try (RawClient client = connect()) {
            client.send("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(414);
        }
        try (RawClient client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(4_000));
            assertThat(client.answer().status()).isEqualTo(431);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whatClientsDoIsNoFaultOfTheServers() throws Exception {
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        Handler watcher = watch(logged);
        long before = serverErrors();
        try {
            for (String sent : List.of(
                    post("Content-Length: 1000\r\n", "x"),
                    post("Transfer-Encoding: chunked\r\n", "ff\r\nabc"),
                    "GET /large HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GE\u0000T / HTTP/1.1\r\nHost: x\r\n\r\n",
                    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                    post("Transfer-Encoding: chunked\r\n", "zz\r\n\r\n"),
                    "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /features/online/payments/%ff HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /feature-groups?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET //../..//x HTTP/1.1\r\nHost: x\r\n\r\n",
                    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
                    "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET http://x/health/live HTTP/1.1\r\nHost: x\r\n\r\n",
                    "nonsense\r\n\r\n")) {
                RawClient staying = connect().send(sent);
                connect().send(sent).reset();
                RawClient leaving = connect().send(sent);
                leaving.endSending();
                assertThat(leaving.rest()).as(sent).doesNotContain("HTTP/1.1 5");
                leaving.close();
                staying.reset();
            }
            fixture.ask("/features/online", QUESTION);
        } finally {
            Logger.getLogger("").removeHandler(watcher);
        }

        assertThat(serverErrors()).isEqualTo(before);
        assertThat(logged)
                .allSatisfy(entry ->
                        assertThat(entry.getThrown()).as(entry.getMessage()).isNull());
        assertThat(logged).noneMatch(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue());
    }

    private static Handler watch(List<LogRecord> logged) {
        Handler watcher = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(watcher);
        return watcher;
    }

    private static long serverErrors() throws Exception {
        return Pattern.compile("tidemark_requests_seconds_count\\{.*status=\"5(?!03).*} (.*)")
                .matcher(fixture.get("/metrics").body())
                .results()
                .mapToLong(result -> (long) Double.parseDouble(result.group(1)))
                .sum();
    }

    @Test
    void metricsAreRefusedInTheShapeOfAllRefusals() throws Exception {
        for (String[] refused : new String[][] {
            {"GET /metrics/nothing HTTP/1.1\r\n", "404", "NOT_FOUND"},
            {"GET /metrics HTTP/1.1\r\nAccept: application/xml\r\n", "406", "NOT_ACCEPTABLE"},
            {"POST /metrics HTTP/1.1\r\nContent-Length: 0\r\n", "405", "METHOD_NOT_ALLOWED"}
        }) {
            try (RawClient client = connect()) {
                client.send(refused[0] + "Host: x\r\n\r\n");

                RawClient.Answer answer = client.answer();

                assertThat(answer.status()).as(refused[0]).isEqualTo(Integer.parseInt(refused[1]));
                assertThat(answer.body()).contains(refused[2]).contains("request_id");
            }
        }
    }

    @Test
    void theEndOfTheServerIsToldInEachAnswer() throws Exception {
        ServerFixture ending = new ServerFixture();
        try (RawClient kept = new RawClient(ending.server.port());
                RawClient idle = new RawClient(ending.server.port())) {
            try (ending) {
                kept.send(post(QUESTION));
                assertThat(kept.answer().header("Connection")).isEqualTo("keep-alive");
                assertThat(idle.send(post(QUESTION)).answer().status()).isEqualTo(200);

                ending.server.announceEnd();

                kept.send(post(QUESTION));
                RawClient.Answer last = kept.answer();
                assertThat(last.status()).isEqualTo(200);
                assertThat(last.header("Connection")).isEqualTo("close");
                assertThat(kept.rest()).isEmpty();
            }
            assertThat(idle.rest()).isEmpty();
        }
    }
}
