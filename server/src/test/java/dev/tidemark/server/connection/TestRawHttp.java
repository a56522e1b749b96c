package dev.tidemark.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.Settings;
import dev.tidemark.server.ServerFixture;
import io.helidon.webserver.http.HttpRouting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does about bytes that are no usual request, seen from the socket. */
final class TestRawHttp {
    private static final String QUESTION = "{\"feature_group\": \"payments\", \"entity_ids\": [17]}";
    private static final String FOLLOWER =
            "GET /feature-groups/payments HTTP/1.1\r\nHost: x\r\nX-Request-Id: follower\r\n\r\n";
    private static final int MOST_BODY = 4_096;
    private static final int SLOTS = 4;
    private static final byte[] LARGE = new byte[10 << 20];
    private static final ConnectionTimeouts TIMEOUTS = ConnectionTimeouts.USUAL
            .withHead(Duration.ofMillis(600))
            .withBody(Duration.ofMillis(600))
            .withAnswer(Duration.ofMillis(1_500))
            .withIdle(Duration.ofSeconds(60));

    private static ServerFixture fixture;

    @BeforeAll
    static void start() {
        new Random(20_261_128).nextBytes(LARGE);
        fixture = new ServerFixture(TIMEOUTS, MOST_BODY, SLOTS, TestRawHttp::large);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    private static void large(HttpRouting.Builder routing) {
        routing.get("/large", (request, response) -> response.send(LARGE));
    }

    private static RawClient connect() throws Exception {
        return new RawClient(fixture.server.port());
    }

    private static String post(String headers, String body) {
        return "POST /features/online HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + headers + "\r\n"
                + body;
    }

    private static String post(String body) {
        return post("Content-Length: " + body.length() + "\r\n", body);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void aLargeAnswerArrivesWholeAtAReaderThatIsSlow() throws Exception {
        try (RawClient client = new RawClient(fixture.server.port(), 4_096)) {
            client.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            ByteArrayOutputStream all = new ByteArrayOutputStream(LARGE.length + 1_024);
            byte[] part = new byte[256 << 10];
            int reads = 0;
            for (int length = client.read(part); length >= 0; length = client.read(part)) {
                all.write(part, 0, length);
                if (++reads % 400 == 0) {
                    Thread.sleep(1);
                }
            }

            byte[] answer = all.toByteArray();
            assertThat(Arrays.equals(LARGE, Arrays.copyOfRange(answer, answer.length - LARGE.length, answer.length)))
                    .isTrue();
        }
    }

    @Test
    void bodiesThatDoNotComeHoldUpNobodyAndAreToldSo() throws Exception {
        List<RawClient> waiting = new ArrayList<>();
        for (int client = 0; client < 3 * SLOTS; client++) {
            waiting.add(connect().send(post("Content-Length: 10\r\n", "")));
        }
        Thread.sleep(100);

        assertThat(fixture.ask("/features/online", QUESTION).has("features")).isTrue();
        for (RawClient client : waiting) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("REQUEST_TIMEOUT").contains("server.body-timeout");
            assertThat(client.rest()).isEmpty();
            client.close();
        }
    }

    @Test
    void aHeadThatComesInDripsIsBoundedAsAWhole() throws Exception {
        try (RawClient client = connect()) {
            client.send("GET /health/live HTTP/1.1\r\n");
            long start = System.nanoTime();
            for (int drip = 0; drip < 6 && client.takes("X: y\r\n"); drip++) {
                Thread.sleep(150);
            }

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("server.head-timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void clientsAreWaitedForAsLongAsTheSettingsSay() {
        assertThat(ConnectionTimeouts.from(Settings.load(Map.of(), Optional.empty())))
                .isEqualTo(ConnectionTimeouts.USUAL);
    }

    @Test
    void aConnectionThatIsOpenedForNothingIsClosed() throws Exception {
        try (RawClient client = connect()) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whoDoesNotReadAnAnswerKeepsNobodyOutAndLosesItsConnection() throws Exception {
        List<RawClient> deaf = new ArrayList<>();
        for (int client = 0; client < 2 * SLOTS; client++) {
            deaf.add(new RawClient(fixture.server.port(), 4_096).send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
        }
        for (RawClient client : deaf) {
            assertThat(client.read(new byte[16])).isPositive();
        }

        assertThat(fixture.ask("/features/online", QUESTION).has("features")).isTrue();
        Thread.sleep(TIMEOUTS.answer().plusMillis(500));

        for (RawClient client : deaf) {
            assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nContent-Length: 4\r\n",
                "Content-Length: 4\r\nContent-Length: 60\r\n",
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                "Content-Length: +4\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 4, 4\r\n",
                "Content-Length: 0x4\r\n",
                "Content-Length:\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length : 4\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding:\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Content-Length: 4\r\n folded: 1\r\n",
                "Content-Length: 4\nX: y\r\n",
                "Content-Length: 4\rX: y\r\n",
                "Host: y\r\nContent-Length: 4\r\n",
                "X\u0000: y\r\nContent-Length: 4\r\n",
                "X: a\u0000b\r\nContent-Length: 4\r\n",
                ": y\r\nContent-Length: 4\r\n",
            })
    void aBodyWhoseEndCanBeReadInTwoWaysIsRefusedAndNothingOfItTakenForARequest(String headers) throws Exception {
        for (String version : List.of("HTTP/1.1", "HTTP/1.0")) {
            try (RawClient client = connect()) {
                client.send(post(headers, "0\r\n\r\n" + FOLLOWER).replaceFirst("HTTP/1.1", version));

                RawClient.Answer answer = client.answer();

                assertThat(answer.status()).as(version).isEqualTo(400);
                assertThat(answer.header("Connection")).isEqualTo("close");
                assertThat(answer.body()).contains("Malformed");
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "CHUNKED", "Chunked", " chunked "})
    void chunksAreReadWhateverTheCaseOfTheirName(String coding) throws Exception {
        try (RawClient client = connect()) {
            String body = chunk(QUESTION.substring(0, 10)) + chunk(QUESTION.substring(10)) + "0\r\n\r\n";
            client.send(post("Transfer-Encoding: " + coding + "\r\n", body) + FOLLOWER);

            assertThat(client.answer().body()).contains("\"17\"");
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s;a=b", "%s;a=\"b c\"", "00%s", "%s ;a"})
    void extensionsAndTrailersAreLegal(String size) throws Exception {
        try (RawClient client = connect()) {
            String line = size.formatted(Integer.toHexString(QUESTION.length()));
            client.send(post("Transfer-Encoding: chunked\r\n", line + "\r\n" + QUESTION + "\r\n0\r\nX-T: a\r\n\r\n")
                    + FOLLOWER);

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\n",
                "zz\r\n",
                "0x4\r\n",
                "\r\n",
                ";a\r\n",
                " 4\r\nabcd\r\n",
                "4 \r\nabcd\r\n",
                "+4\r\nabcd\r\n",
                "4\nabcd\r\n",
                "4\r\nabcdXX",
                "4\r\nabcd\n",
                "3\r\nabcd\r\n",
                "4;\u0000\r\nabcd\r\n",
            })
    void aBrokenChunkIsRefusedAndTheConnectionClosed(String chunk) throws Exception {
        try (RawClient client = connect()) {
            client.send(post("Transfer-Encoding: chunked\r\n", chunk + "0\r\n\r\n" + FOLLOWER));

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("Malformed chunk");
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffffffffffff", "7fffffff", "80000000", "1001"})
    void chunksOverTheLimitAreRefusedWithItAndNothingOfThemIsTakenForARequest(String size) throws Exception {
        try (RawClient client = connect()) {
            client.send(post("Transfer-Encoding: chunked\r\n", size + "\r\n" + FOLLOWER + "\r\n0\r\n\r\n"));

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body())
                    .contains("PAYLOAD_TOO_LARGE")
                    .contains("A body of more than 4096 bytes; at most 4096 (server.max-payload-bytes)");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aRequestHiddenInTheChunkThatGoesOverTheLimitIsNotAnswered() throws Exception {
        try (RawClient client = connect()) {
            client.send(post(
                    "Transfer-Encoding: chunked\r\n",
                    chunk(" ".repeat(2_048)).repeat(2) + chunk(FOLLOWER) + "0\r\n\r\n" + FOLLOWER));

            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whoStillSendsWhenItIsRefusedReadsItsRefusal() throws Exception {
        byte[] part = new byte[64 << 10];
        for (int turn = 0; turn < 10; turn++) {
            try (RawClient client = connect()) {
                client.send(post("Content-Length: 4194304\r\n", ""));
                for (int sent = 0; sent < 64; sent++) {
                    client.send(part);
                }

                RawClient.Answer answer = client.answer();

                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.body()).contains("A body of 4194304 bytes; at most 4096 (server.max-payload-bytes)");
                assertThat(client.rest()).isEmpty();
            }
        }
    }

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

    @Test
    void aRequestInDripsIsTheSameRequest() throws Exception {
        try (RawClient client = connect()) {
            for (byte single : (post(QUESTION) + FOLLOWER).getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {single});
            }

            assertThat(client.answer().body()).contains("\"17\"");
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
        }
    }

    @Test
    void aBodyIsAskedForWhereTheClientWaitsForThat() throws Exception {
        try (RawClient client = connect()) {
            client.send(post("Expect: 100-continue\r\nContent-Length: " + QUESTION.length() + "\r\n", ""));
            assertThat(client.head().status()).isEqualTo(100);
            client.send(QUESTION);
            assertThat(client.answer().body()).contains("\"17\"");
            client.send(post("Expect: 100-continue\r\nContent-Length: 999999\r\n", ""));
            assertThat(client.answer().status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "Gzip"})
    void gzipIsReadWhateverTheCaseOfItsName(String encoding) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(QUESTION.getBytes(StandardCharsets.UTF_8));
        }
        try (RawClient client = connect()) {
            client.send(post("Content-Encoding: %s\r\nContent-Length: %d\r\n".formatted(encoding, packed.size()), ""));
            client.send(packed.toByteArray());

            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Encoding: deflate\r\n",
                "Content-Encoding: br\r\n",
                "Content-Encoding: gzip, gzip\r\n",
                "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n"
            })
    void anotherEncodingIsRefusedByName(String headers) throws Exception {
        try (RawClient client = connect()) {
            client.send(post(headers + "Content-Length: " + QUESTION.length() + "\r\n", QUESTION) + FOLLOWER);

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.body()).contains("UNSUPPORTED_MEDIA_TYPE").contains("gzip");
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
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
