package dev.tidemark.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.metadata.SharedPostgres;
import dev.tidemark.online.local.LocalRedisCluster;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.online.redis.RedisOnlineStore;
import dev.tidemark.push.PushOutbox;
import dev.tidemark.registry.Registry;
import dev.tidemark.server.FeatureServer;
import dev.tidemark.server.ServerConfig;
import dev.tidemark.server.online.ReconnectingStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pushed rows with a real PostgreSQL and a real Redis Cluster that goes away and comes back. */
final class ITPushOnRedis {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final FeatureGroup GROUP = PushFixture.VISITS;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void pushedRowsAreServedAtOnceAndAnOutageOnlyDelaysThem() throws Exception {
        LocalRedisCluster cluster = SharedRedisCluster.startNew();
        Path folder = cluster.folder();
        int firstPort = cluster.nodes().getFirst().port();
        try (MetadataDatabase database = MetadataDatabase.open(SharedPostgres.emptyDatabase());
                ReconnectingStore<RedisOnlineStore> store = new ReconnectingStore<>(
                        () -> RedisOnlineStore.open(SharedRedisCluster.config(cluster), CLOCK))) {
            Registry registry = new Registry(database, CLOCK);
            registry.apply(registry.plan(List.of(GROUP)));
            PushStores pushes = new PushStores(new PushOutbox(database, CLOCK), store::write, PushFixture.CONFIG);
            ServerConfig config = ServerConfig.defaults()
                    .withPort(0)
                    .withRegistryRefresh(Duration.ofHours(1))
                    .withWarmUp(Duration.ofMillis(1));
            try (FeatureServer server = FeatureServer.builder()
                    .config(config)
                    .definitions(registry::latest)
                    .store(store)
                    .clock(CLOCK)
                    .pushes(pushes)
                    .start()) {
                await(() -> send(server, "GET", "/health/ready", "").statusCode() == 200);
                Instant now = Instant.now();
                HttpResponse<String> written = push(server, now.minusSeconds(60), 1);
                assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
                assertThat(visits(server)).contains("\"visits\":1}");
                assertThat(push(server, now.minusSeconds(61), 9).statusCode()).isEqualTo(200);
                assertThat(visits(server)).contains("\"visits\":1}");

                cluster.nodes().forEach(node -> node.process().ifPresent(ProcessHandle::destroyForcibly));
                HttpResponse<String> pending = push(server, now.minusSeconds(30), 2);
                assertThat(pending.statusCode()).as(pending.body()).isEqualTo(202);
                assertThat(pending.body()).contains("\"online\":\"PENDING\"");

                try (LocalRedisCluster again = LocalRedisCluster.start(folder, firstPort)) {
                    await(() -> visits(server).contains("\"visits\":2}"));
                    assertThat(again.nodes()).hasSize(6);
                }
            }
        }
    }

    private HttpResponse<String> push(FeatureServer server, Instant at, int visits) throws Exception {
        return send(server, "POST", "/features/push", """
                {"feature_group": "visits", "rows": [
                  {"user_id": 17, "shop": "a", "event_timestamp": "%s", "visits": %d}]}""".formatted(at, visits));
    }

    private String visits(FeatureServer server) throws Exception {
        return send(server, "POST", "/features/online", """
                        {"feature_group": "visits", "entity_ids": [{"user_id": 17, "shop": "a"}], "features": ["visits"]}""").body();
    }

    private HttpResponse<String> send(FeatureServer server, String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(condition.holds()).isTrue();
    }
}
