package dev.tidemark.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.metadata.SharedPostgres;
import dev.tidemark.online.local.Gate;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that goes away under a server that takes pushes, and comes back. */
final class ITPushWithoutPostgres {
    private static final int PUSHES = 300;
    private static final PushConfig CONFIG = PushConfig.defaults()
            .withMaxRows(5)
            .withRedelivery(Duration.ofMillis(50))
            .withPatience(Duration.ofSeconds(2));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A lookup takes some milliseconds; this one may meet a busy machine, but no wait for a database. */
    private static final Duration USUAL = Duration.ofSeconds(1);

    private static final String ROW = """
            {"feature_group": "visits", "rows": [{"user_id": %d, "shop": "a", "event_timestamp": "2026-03-01T11:59:00Z", "visits": 5}]}""";
    private static final String QUESTION = """
            {"feature_group": "visits", "entity_ids": [{"user_id": 1, "shop": "a"}], "features": ["visits"]}""";

    @Test
    void lookupsAreAnsweredAsUsualAndPushesSucceedAfterItsReturn() throws Exception {
        MetadataConfig real = SharedPostgres.emptyDatabase();
        int port = URI.create(real.url().substring("jdbc:".length())).getPort();
        try (Gate gate = new Gate(port);
                MetadataDatabase database = MetadataDatabase.open(new MetadataConfig(
                        real.url().replace(":" + port + "/", ":" + gate.port() + "/"),
                        real.user(),
                        real.password(),
                        real.poolSize()));
                PushFixture fixture = new PushFixture(database, CONFIG, 4_096, 256);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(push(fixture, 1).statusCode()).isEqualTo(200);
            gate.shut();

            CountDownLatch told = new CountDownLatch(PUSHES);
            List<Future<HttpResponse<byte[]>>> pushes = new ArrayList<>();
            for (int number = 0; number < PUSHES; number++) {
                int id = number;
                pushes.add(threads.submit(() -> {
                    try {
                        return push(fixture, id);
                    } finally {
                        told.countDown();
                    }
                }));
            }
            int lookups = 0;
            while (told.getCount() > 0 || lookups < 20) {
                assertAnsweredAsUsual(fixture);
                lookups++;
            }
            for (Future<HttpResponse<byte[]>> push : pushes) {
                assertThat(push.get().statusCode()).as(text(push.get())).isEqualTo(503);
            }
            assertPushesFailAtOnce(fixture);

            gate.open();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (push(fixture, 0).statusCode() == 503 && System.nanoTime() < deadline) {
                assertAnsweredAsUsual(fixture);
            }
            for (int number = 0; number < 20; number++) {
                assertThat(push(fixture, number).statusCode()).isEqualTo(200);
            }
        }
    }

    /** All but those that find out whether it is back. */
    private static void assertPushesFailAtOnce(PushFixture fixture) throws Exception {
        int away = 0;
        for (int number = 0; number < 10; number++) {
            HttpResponse<byte[]> refused = push(fixture, number);
            assertThat(refused.statusCode()).isEqualTo(503);
            away += text(refused).contains("The metadata database is away; nothing was taken") ? 1 : 0;
        }
        assertThat(away).isGreaterThanOrEqualTo(5);
    }

    private static void assertAnsweredAsUsual(PushFixture fixture) throws Exception {
        long begin = System.nanoTime();
        HttpResponse<byte[]> answer = fixture.post("/features/online", QUESTION.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(USUAL);
    }

    private static HttpResponse<byte[]> push(PushFixture fixture, int number) throws Exception {
        return fixture.push(ROW.formatted(number), "Idempotency-Key", "key-" + number);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
