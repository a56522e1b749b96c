package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.ReadValues;
import dev.tidemark.online.StoredValues;
import dev.tidemark.server.connection.RawClient;
import dev.tidemark.server.health.Shutdown;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What the server does when there is too much, at the end, at the beginning, and about nonsense. */
final class TestServerUnderLoad {
    private static final byte[] QUESTION =
            "{\"feature_group\": \"payments\", \"entity_ids\": [17]}".getBytes(StandardCharsets.UTF_8);

    /** A store that answers when it is told to. */
    private static final class HeldStore implements StoredValues {
        final Semaphore asked = new Semaphore(0);
        final CountDownLatch answer = new CountDownLatch(1);

        @Override
        public ReadValues values(List<byte[]> keys) {
            asked.release();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return ReadValues.whole(Arrays.asList(new byte[keys.size()][]));
        }

        @Override
        public boolean ping() {
            return true;
        }
    }

    @Test
    void moreThanTheLimitIsToldToTryAgainAndHealthIsAnswered() throws Exception {
        HeldStore held = new HeldStore();
        try (ServerFixture fixture = new ServerFixture(held, 4, Duration.ZERO);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Integer>> working = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                working.add(CompletableFuture.supplyAsync(() -> status(fixture), clients));
            }
            held.asked.acquire(4);

            HttpResponse<byte[]> refused = fixture.post("/features/online", QUESTION);

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(ServerFixture.json(refused.body()).at("/error/code").asText())
                    .isEqualTo("OVERLOADED");
            assertThat(fixture.get("/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = fixture.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"load\":\"DOWN\"").contains("\"online_store\":\"UP\"");
            assertThat(fixture.get("/features/online/shops/..%2F..%2F..%2Fhealth%2Flive")
                            .statusCode())
                    .isEqualTo(503);
            for (String path :
                    List.of("/health/../features/online", "/health/%2e%2e/features/online", "//features/online")) {
                try (RawClient client = new RawClient(fixture.server.port())) {
                    client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
                    assertThat(client.answer().status()).as(path).isEqualTo(503);
                }
            }
            held.answer.countDown();
            assertThat(working).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
            assertThat(fixture.post("/features/online", QUESTION).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aRequestThatHasBegunIsAnsweredBeforeTheServerEnds() throws Exception {
        HeldStore held = new HeldStore();
        ServerFixture fixture = new ServerFixture(held, 4, Duration.ZERO);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Integer> begun = CompletableFuture.supplyAsync(() -> status(fixture), threads);
            held.asked.acquire();
            CountDownLatch closing = new CountDownLatch(1);
            CompletableFuture<Void> closed = CompletableFuture.runAsync(
                    () -> {
                        closing.countDown();
                        fixture.close();
                    },
                    threads);
            closing.await();
            held.answer.countDown();

            assertThat(begun.join()).isEqualTo(200);
            closed.join();
        }
    }

    @Test
    void aServerThatIsToldToEndSaysSoAndAnswersOn() throws Exception {
        try (ServerFixture fixture = new ServerFixture()) {
            assertThat(fixture.get("/health/ready").statusCode()).isEqualTo(200);

            fixture.server.announceEnd();

            HttpResponse<String> ready = fixture.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"server\":\"DOWN\"").contains("\"online_store\":\"UP\"");
            assertThat(fixture.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(fixture.post("/features/online", QUESTION).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theEndIsAnnouncedForAsLongAsIsSet() {
        Shutdown shutdown = new Shutdown(Duration.ofMillis(50));
        assertThat(shutdown.isAnnounced()).isFalse();
        long start = System.nanoTime();

        shutdown.announceAndWait();

        assertThat(shutdown.isAnnounced()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void aNewServerIsReadyOnceItHasAskedItself() throws Exception {
        try (ServerFixture fixture = new ServerFixture(null, 64, Duration.ofMillis(500))) {
            HttpResponse<String> early = fixture.get("/health/ready");
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            HttpResponse<String> ready = early;
            while (ready.statusCode() != 200 && System.nanoTime() < deadline) {
                ready = fixture.get("/health/ready");
            }

            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.body()).contains("\"warm_up\":\"DOWN\"");
            assertThat(ready.body()).contains("\"warm_up\":\"UP\"");
            assertThat(fixture.get("/metrics").body()).contains("tidemark_features_total{");
        }
    }

    @Test
    void tenThousandMalformedRequestsAreAnsweredWithoutAServerError() throws Exception {
        Random random = new Random(20_261_121);
        Set<Integer> allowed = Set.of(200, 400, 404, 413, 415);
        String[][] good = {
            {
                "/features/online",
                "{\"feature_group\": \"payments\", \"entity_ids\": [17, 42], \"features\": [\"amount\"]}"
            },
            {"/features/online", "{\"features\": [\"payments:amount\", \"logins:visits\"], \"entity_ids\": [\"17\"]}"},
            {"/features/online", "{\"entity_ids\":[{\"user_id\":1,\"shop\":\"a\"}],\"feature_group\":\"pairs\"}"},
            {"/get-online-features", "{\"features\": [\"payments:amount\"], \"entities\": {\"user_id\": [1, 2]}}"},
        };
        try (ServerFixture fixture = new ServerFixture()) {
            for (int turn = 0; turn < 10_000; turn++) {
                String[] request = good[random.nextInt(good.length)];
                byte[] body = broken(request[1].getBytes(StandardCharsets.UTF_8), random);
                String type = random.nextInt(4) == 0 ? "application/msgpack" : "application/json";
                boolean gzip = random.nextInt(8) == 0;
                byte[] sent = gzip ? broken(gzip(body), random) : body;

                HttpResponse<byte[]> response = gzip
                        ? fixture.post(request[0], sent, "Content-Type", type, "Content-Encoding", "gzip")
                        : fixture.post(request[0], sent, "Content-Type", type);

                assertThat(allowed)
                        .as("turn %d: %s", turn, new String(body, StandardCharsets.ISO_8859_1))
                        .contains(response.statusCode());
            }
        }
    }

    private static byte[] broken(byte[] good, Random random) {
        byte[] broken = Arrays.copyOf(good, good.length - random.nextInt(5));
        for (int change = random.nextInt(4); change > 0; change--) {
            broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
        }
        return broken;
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static int status(ServerFixture fixture) {
        try {
            return fixture.post("/features/online", QUESTION).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
