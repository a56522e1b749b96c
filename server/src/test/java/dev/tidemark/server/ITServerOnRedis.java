package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.local.LocalRedisCluster;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.online.redis.RedisOnlineStore;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.online.ReconnectingStore;
import dev.tidemark.time.Microseconds;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server in front of a real Redis Cluster that comes and goes. */
final class ITServerOnRedis {
    private static final Entity DRIVER = Entity.of("driver", "A driver", "driver_id", ScalarType.INT64);
    private static final FeatureGroup GROUP = FeatureGroups.of("drivers", DRIVER)
            .source(DataSource.table("a.b").timestamp("t"))
            .feature("rate", ScalarType.FLOAT64, "rate")
            .sql("SELECT 1")
            .online()
            .build();
    private static final ServerConfig CONFIG = ServerConfig.defaults()
            .withPort(0)
            .withRegistryRefresh(Duration.ofHours(1))
            .withWarmUp(Duration.ofMillis(200));

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void t7AndT8OverHttpAndAnOutageIsToldInTimeAndEndsByItself() throws Exception {
        LocalRedisCluster cluster = SharedRedisCluster.startNew();
        Path folder = cluster.folder();
        int firstPort = cluster.nodes().getFirst().port();
        Instant now = Microseconds.floor(Instant.now());
        try (LoggedStates told = LoggedStates.listen();
                OnlineStore store = RedisOnlineStore.open(SharedRedisCluster.config(cluster), InstantSource.system());
                ReconnectingStore<RedisOnlineStore> served = new ReconnectingStore<>(
                        () -> RedisOnlineStore.open(SharedRedisCluster.config(cluster), InstantSource.system()));
                FeatureServer server = FeatureServer.builder()
                        .config(CONFIG)
                        .definitions(() -> List.of(new DefinitionVersion(GROUP, 1, "f", Instant.EPOCH)))
                        .store(served)
                        .start()) {
            store.write(
                    GROUP,
                    List.of(
                            row(1, .1, now.minusSeconds(14_400)),
                            row(1, .3, now.minusSeconds(10_800)),
                            row(3, 4.0, now.minusSeconds(14_400))));
            assertThat(server.awaitReady(Duration.ofSeconds(60))).isTrue();
            assertThat(ask(server))
                    .contains("\"1\":{\"rate\":0.3},\"2\":{\"rate\":null},\"3\":{\"rate\":4.0}")
                    .contains("\"2\":{\"rate\":\"NOT_FOUND\"}");

            store.write(
                    GROUP,
                    List.of(
                            row(2, null, now),
                            row(3, 5.0, now.minusSeconds(3_600)),
                            row(1, .9, now.minusSeconds(14_000))));
            assertThat(ask(server))
                    .contains("\"1\":{\"rate\":0.3},\"2\":{\"rate\":null},\"3\":{\"rate\":5.0}")
                    .contains("\"2\":{\"rate\":\"NULL_VALUE\"}");

            cluster.nodes().forEach(node -> node.process().ifPresent(ProcessHandle::destroyForcibly));
            long start = System.nanoTime();
            HttpResponse<String> refused = post(server);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body())
                    .contains("\"code\":\"ONLINE_STORE_UNAVAILABLE\"")
                    .doesNotContain("\tat ");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            HttpResponse<String> ready = get(server, "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body())
                    .contains("\"causes\":{\"online_store\":\"masters do not answer: ")
                    .doesNotContain("127.0.0.1");
            assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);

            told.await("online_store is DOWN");
            try (LocalRedisCluster again = LocalRedisCluster.start(folder, firstPort)) {
                long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                HttpResponse<String> response = post(server);
                while (response.statusCode() == 503 && System.nanoTime() < deadline) {
                    response = post(server);
                }
                assertThat(response.body()).contains("\"3\":{\"rate\":5.0}");
                assertThat(server.awaitReady(Duration.ofSeconds(60))).isTrue();
                assertThat(again.nodes()).hasSize(6);
            }
            assertThat(told.lines()).contains("online_store is UP");
            assertThat(told.lines().stream()
                            .filter(line -> line.startsWith("online_store is DOWN: masters do not answer: ")))
                    .as("%s", told.lines())
                    .hasSize(1)
                    .allMatch(line -> line.contains("127.0.0.1:"));
        }
    }

    private static FeatureRow row(long driver, Double rate, Instant at) {
        return new FeatureRow(EntityKey.of(DRIVER, driver), at, at, Collections.singletonList(rate));
    }

    private String ask(FeatureServer server) throws Exception {
        HttpResponse<String> response = post(server);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private HttpResponse<String> post(FeatureServer server) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(server, "/features/online"))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"feature_group\": \"drivers\", \"entity_ids\": [1, 2, 3], \"include\":"
                                        + " [\"statuses\"]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(FeatureServer server, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(server, path)).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(FeatureServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
