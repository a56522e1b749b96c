package dev.tidemark.server.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.requestlog.ServedRow;
import dev.tidemark.server.ServerFixture;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the server notes of what it serves. */
final class TestRequestLog {
    private static final Duration NEVER = Duration.ofHours(1);

    private final List<ServedRow> kept = Collections.synchronizedList(new ArrayList<>());

    private static RequestLogConfig config(int oneIn, int bufferRows) {
        return RequestLogConfig.defaults()
                .withOneIn(oneIn)
                .withBufferRows(bufferRows)
                .withFlush(NEVER);
    }

    private RequestLog log(int oneIn, int bufferRows) {
        return new RequestLog(config(oneIn, bufferRows), rows -> {
            kept.addAll(rows);
            return rows.size();
        });
    }

    @Test
    void anAnswerIsNotedPerEntityAndGroupUnderItsRequestId() throws Exception {
        RequestLog log = log(1, 100);
        try (ServerFixture fixture = new ServerFixture(log)) {
            fixture.write(ServerFixture.PAYMENTS, EntityKey.of(ServerFixture.USER, 17L), 1.5, null, null);

            HttpResponse<byte[]> response = fixture.post("/features/online", """
                    {"features": ["payments:amount", "payments:visits", "shops:amount"], "entity_ids": [{"user_id": 17, "shop": "a:b"}]}""".getBytes(StandardCharsets.UTF_8));
            log.flush();

            String id = response.headers().firstValue("X-Request-Id").orElseThrow();
            assertThat(kept)
                    .containsExactly(
                            new ServedRow(
                                    id,
                                    ServerFixture.NOW,
                                    "payments",
                                    1,
                                    "17",
                                    ServerFixture.NOW.minusSeconds(5),
                                    "{\"amount\":1.5,\"visits\":null}",
                                    "{\"amount\":\"PRESENT\",\"visits\":\"NULL_VALUE\"}"),
                            new ServedRow(
                                    id,
                                    ServerFixture.NOW,
                                    "shops",
                                    1,
                                    "a%3Ab",
                                    null,
                                    "{\"amount\":null}",
                                    "{\"amount\":\"NOT_FOUND\"}"));
        }
    }

    @Test
    void feastsClientsAndPersonsAreNotedToo() throws Exception {
        RequestLog log = log(1, 100);
        try (ServerFixture fixture = new ServerFixture(log)) {
            fixture.ask("/get-online-features", """
                    {"features": ["payments:amount"], "entities": {"user_id": [17, 18]}, "full_feature_names": true}""");
            fixture.get("/features/online/payments/19");
            log.flush();

            assertThat(kept).extracting(ServedRow::entity).containsExactly("17", "18", "19");
            assertThat(kept.getFirst().features()).isEqualTo("{\"amount\":null}");
        }
    }

    @Test
    void theSampleIsOfEntitiesNotOfRequests() throws Exception {
        RequestLog log = log(4, 10_000);
        List<Long> sampled = LongStream.range(0, 400)
                .filter(user -> log.isSampled(EntityKey.of(ServerFixture.USER, user)))
                .boxed()
                .toList();
        try (ServerFixture fixture = new ServerFixture(log)) {
            for (int round = 0; round < 2; round++) {
                for (int user = 0; user < 40; user += 10) {
                    fixture.ask(
                            "/features/online",
                            "{\"feature_group\": \"payments\", \"entity_ids\": %s}"
                                    .formatted(IntStream.range(user, user + 10)
                                            .boxed()
                                            .toList()));
                }
            }
            log.flush();

            List<String> twice = LongStream.range(0, 2)
                    .boxed()
                    .flatMap(round -> sampled.stream().filter(user -> user < 40).map(String::valueOf))
                    .toList();
            assertThat(kept).extracting(ServedRow::entity).isEqualTo(twice);
            assertThat(sampled).hasSizeBetween(60, 140);
        }
    }

    @Test
    void aFullOrBrokenLogHurtsNoRequest() throws Exception {
        RequestLog log = new RequestLog(config(1, 3), rows -> {
            kept.addAll(rows);
            throw new IllegalStateException("the database is away");
        });
        try (ServerFixture fixture = new ServerFixture(log)) {
            HttpResponse<byte[]> response = fixture.post(
                    "/features/online",
                    "{\"feature_group\": \"payments\", \"entity_ids\": [1, 2, 3, 4, 5]}"
                            .getBytes(StandardCharsets.UTF_8));
            log.flush();
            String metrics = fixture.get("/metrics").body();

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(kept).extracting(ServedRow::entity).containsExactly("1", "2", "3");
            assertThat(metrics).contains("tidemark_request_log_rows_total{outcome=\"lost\"");
        }
    }

    @Test
    void whatWaitsIsKeptWhenTheServerEndsAndItsOwnWarmUpIsNotNoted() throws Exception {
        RequestLog log = log(1, 100_000);
        try (ServerFixture fixture = new ServerFixture(log, Duration.ofMillis(300))) {
            assertThat(fixture.server.awaitReady(Duration.ofSeconds(60))).isTrue();
            fixture.ask("/features/online", "{\"feature_group\": \"payments\", \"entity_ids\": [1]}");
            assertThat(kept).isEmpty();
        }

        assertThat(kept).extracting(ServedRow::entity).containsExactly("1");
    }
}
